package io.tierstream.segmentation.rest;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** How much the neutral rating may weigh beside those that were given; null is allowed. */
@Documented
@Constraint(validatedBy = {})
@DecimalMin("0.0001")
@DecimalMax("1000000")
@Digits(integer = 7, fraction = 4)
@ReportAsSingleViolation
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RUNTIME)
public @interface PriorWeight {

  String message() default "must be from 0.0001 to 1000000, with at most four decimals";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
