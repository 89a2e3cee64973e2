package dev.stillmap.tools.replay;

import dev.stillmap.tools.Arguments;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a script and draws the map after each step. */
public final class Replay {

    /** Larger maps are drawn in part, unless the script asks for all. */
    private static final int BUCKETS_DRAWN = 16;

    /** No word of a command line. */
    private static final String ABSENT = " ";

    private static final String GO_LEGEND =
            "cells: key, . nothing here or after, _ removed, <key moved to the same bucket, >key moved to the upper half, "
                    + "~ was empty when moved; + before an overflow bucket";

    private static final String STILL_LEGEND = "slots: key, . empty; + before what does not fit into the slots";

    private final Script script;

    private final Subject subject;

    private final PrintStream out;

    /** As drawn last. */
    private List<String> buckets = List.of();

    /** As drawn last. */
    private List<String> iterations = List.of();

    private Replay(Script script, PrintStream out) {
        this.script = script;
        this.out = out;
        this.subject = script.isGo("map") ? new GoSubject(script) : new StillSubject(script);
    }

    /**
     * Runs it.
     *
     * @param file the script
     * @param options {@code --map go|still} and {@code --seed N}, which go before what the script says
     * @param out where to draw
     * @return true; a map that breaks an invariant throws
     * @throws IllegalArgumentException if the script makes no sense; nothing has run then
     */
    public static boolean run(String file, Arguments options, PrintStream out) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String name : List.of("map", "seed")) {
            String given = options.word("--" + name, ABSENT);
            if (!given.equals(ABSENT)) {
                overrides.put(name, given);
            }
        }
        options.done();
        new Replay(Script.read(Path.of(file), overrides), out).run();
        return true;
    }

    private void run() {
        out.println(script.isGo("map") ? GO_LEGEND : STILL_LEGEND);
        for (Script.Step step : script.steps()) {
            out.println();
            out.println("> " + step.text());
            perform(step);
            subject.verify();
            draw(step.name().equals("dump"));
        }
    }

    /** What has not changed is not drawn again. */
    private void draw(boolean all) {
        List<String> now = subject.buckets(all ? Integer.MAX_VALUE : BUCKETS_DRAWN);
        if (all || !now.equals(buckets)) {
            now.forEach(line -> out.println("    " + line));
        }
        buckets = now;
        now = subject.iterations();
        if (!now.equals(iterations)) {
            now.forEach(line -> out.println("    " + line));
        }
        iterations = now;
    }

    private void perform(Script.Step step) {
        switch (step.name()) {
            case "put" -> {
                String before = subject.map().put(script.key(step.word(0)), step.word(1));
                say(before == null ? "" : "was " + before);
            }
            case "delete" -> {
                String before = subject.map().remove(script.key(step.word(0)));
                say(before == null ? "was not there" : "was " + before);
            }
            case "get" -> {
                String value = subject.map().get(script.key(step.word(0)));
                say(value == null ? "is not there" : "is " + value);
            }
            case "fill" -> {
                for (int i = 0; i < step.number(0); i++) {
                    String number = String.valueOf(step.number(1) + i);
                    subject.map().put(script.key(number), number);
                }
            }
            case "clear" -> subject.map().clear();
            case "iterate" -> subject.iterate(step.word(0));
            case "next" -> next(step.word(0), step.number(1));
            case "remove" -> remove(step);
            case "dump" -> {}
            default -> throw new IllegalStateException(step.name());
        }
    }

    private void next(String name, int count) {
        for (int i = 0; i < count; i++) {
            if (!subject.next(name)) {
                say(name + " is at the end");
                return;
            }
            say(name + " meets " + subject.reached(name));
        }
    }

    private void remove(Script.Step step) {
        try {
            say(subject.remove(step.word(0)));
        } catch (IllegalStateException e) {
            say("cannot be: " + e.getMessage());
        }
    }

    private void say(String result) {
        if (!result.isEmpty()) {
            out.println("  " + result);
        }
    }
}
