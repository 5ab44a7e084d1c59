package io.tierstream.segmentation.rest;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.tierstream.segmentation.domain.GroupName;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** What a tier or a segment can be called, {@link GroupName}; null is allowed. */
@Documented
@Constraint(validatedBy = Nameable.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface Nameable {

  String message() default GroupName.RULE;

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks it. */
  class Validator implements ConstraintValidator<Nameable, String> {
    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
      return value == null || GroupName.isAllowed(value);
    }
  }
}
