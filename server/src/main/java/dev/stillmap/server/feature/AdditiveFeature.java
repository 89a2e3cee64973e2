package dev.stillmap.server.feature;

import java.util.function.ToLongFunction;

/**
 * A count or sum whose total over the entities of each type is the same.
 *
 * @param name its name
 * @param unscaled reads it: of a decimal the digits without the point
 */
public record AdditiveFeature(String name, ToLongFunction<EntityState> unscaled) {}
