/** What outlives the process: a checkpoint of all entities, and a log of the requests since. */
@NullMarked
package dev.stillmap.server.durable;

import org.jspecify.annotations.NullMarked;
