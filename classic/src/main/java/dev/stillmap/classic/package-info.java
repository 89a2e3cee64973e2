/**
 * The hash map that Go had until release 1.23, for one thread at a time: growth in small steps, and iteration that is
 * defined while the map changes.
 *
 * <h2>What to use</h2>
 *
 * <ul>
 *   <li>a map for one thread that deletes and inserts while it is iterated, or whose growth must not stop the caller:
 *       {@link dev.stillmap.classic.GoMap};
 *   <li>a loop that changes the map, with Go's rules: {@link dev.stillmap.classic.GoMap#iterate()};
 *   <li>an iteration that goes the same way each time, or in the order of the keys: {@link
 *       dev.stillmap.classic.GoOrder};
 *   <li>a look at buckets and growth: {@link dev.stillmap.classic.GoMap#internals()}.
 * </ul>
 *
 * <p>Parameters and results are not null unless they are marked {@code @Nullable}. Values may be null.
 */
@NullMarked
package dev.stillmap.classic;

import org.jspecify.annotations.NullMarked;
