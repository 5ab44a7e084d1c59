package io.tierstream.segmentation.rest;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** As events have amounts: not negative, at most four decimals. */
@Documented
@Constraint(validatedBy = {})
@DecimalMin("0")
@Digits(integer = 14, fraction = 4)
@ReportAsSingleViolation
@Retention(RUNTIME)
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
public @interface ExactAmount {

  String message() default "must be a decimal of up to 14 digits and four decimals, not negative";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
