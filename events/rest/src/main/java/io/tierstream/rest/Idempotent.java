package io.tierstream.rest;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method of a resource may be called with an {@code Idempotency-Key}: its effect and its
 * answer are kept in one transaction, and the same key with the same request is answered by that,
 * with another request by 422. While the first is being worked on for more than a moment, 503. The
 * method must be blocking, and what it calls must join its transaction.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Idempotent {

  /** How long its transaction may take; 0: as long as any. */
  @Nonbinding
  int timeoutSeconds() default 0;
}
