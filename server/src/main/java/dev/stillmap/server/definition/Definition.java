package dev.stillmap.server.definition;

import java.util.List;

/**
 * What a feature server keeps. Immutable; made by {@link DefinitionReader}, which refuses what makes no sense.
 *
 * @param name its name
 * @param input what events look like
 * @param entities what features are kept of
 * @param features the features
 */
public record Definition(
        String name, InputDefinition input, List<EntityDefinition> entities, List<FeatureDefinition> features) {}
