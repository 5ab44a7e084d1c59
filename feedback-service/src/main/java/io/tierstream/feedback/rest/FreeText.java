package io.tierstream.feedback.rest;

import io.tierstream.rest.Text;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Text of several lines that can be shown and stored; null is allowed. */
@Documented
@Constraint(validatedBy = FreeText.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface FreeText {
  String message() default
      "must have printable characters, line breaks and tabs only, and not just blanks";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks it. */
  class Validator implements ConstraintValidator<FreeText, String> {
    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
      return value == null || Text.isPrintable(value.replaceAll("[\\r\\n\\t]", " "));
    }
  }
}
