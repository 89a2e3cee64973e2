package dev.stillmap.server.query;

import dev.stillmap.server.feature.EntityState;

/**
 * An entity of a snapshot.
 *
 * @param key its key
 * @param state its features
 */
public record Row(String key, EntityState state) {}
