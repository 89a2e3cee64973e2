/** What is kept of the events of one entity, and how an event changes it. */
@NullMarked
package dev.stillmap.server.feature;

import org.jspecify.annotations.NullMarked;
