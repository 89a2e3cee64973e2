package dev.stillmap.tools.trace;

import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program with two traced maps, which does what it is told line by line, and answers each. */
final class TracedProgram {
    private static final IterationTracer SESSIONS = IterationTracer.of("sessions", "map");

    private static final IterationTracer CARTS = IterationTracer.of("carts", "map");

    private TracedProgram() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case "sessions" -> life(SESSIONS, IterationState.WALKING);
                case "carts" -> life(CARTS, IterationState.WALKING);
                case "illegal" -> life(SESSIONS, IterationState.EXHAUSTED, IterationState.WALKING);
                default -> {}
            }
            System.out.println("sessions " + SESSIONS.isOn() + ", carts " + CARTS.isOn());
        }
    }

    static void life(IterationTracer tracer, IterationState... states) {
        IterationLife life = tracer.begin(Watched.VIEW, "LIVE", Place.UNKNOWN);
        if (life != null) {
            for (IterationState state : states) {
                life.moveTo(state, Place.UNKNOWN);
            }
            life.release(false);
        }
    }
}
