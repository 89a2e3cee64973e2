package dev.stillmap.server.feature;

/** All features of one entity as of one event. Immutable; {@link FeatureSet} makes the next one. */
public final class EntityState {

    private final State state;

    EntityState(State state) {
        this.state = state;
    }

    State state() {
        return state;
    }
}
