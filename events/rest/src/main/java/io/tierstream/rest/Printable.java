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

/**
 * Text that can be shown and stored: not blank, no control characters, no broken ones; null is
 * allowed.
 */
@Documented
@Constraint(validatedBy = Printable.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Printable {
  String message() default "must have printable characters only, and not just blanks";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks it. */
  class Validator implements ConstraintValidator<Printable, String> {
    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
      return value == null || Text.isPrintable(value);
    }
  }
}
