/** The maps of a Spring Boot application: their metrics, and an endpoint to look at them. */
@NullMarked
package dev.stillmap.spring;

import org.jspecify.annotations.NullMarked;
