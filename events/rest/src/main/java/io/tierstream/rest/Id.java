package io.tierstream.rest;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An id as {@link Text#isId} knows it; null is allowed. */
@Documented
@Constraint(validatedBy = Id.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Id {

  /** It in words, going on after the field's name. */
  String RULE = "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -, and neither . nor ..";

  String message() default RULE;

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks it. */
  class Validator implements ConstraintValidator<Id, String> {
    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
      return value == null || Text.isId(value);
    }
  }
}
