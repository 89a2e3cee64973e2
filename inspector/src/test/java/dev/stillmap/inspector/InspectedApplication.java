package dev.stillmap.inspector;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An application with an inspector, that does what each line of its standard input says; tests of the page steer it.
 * It answers each line with one of its own, the first with the inspector's address.
 *
 * <pre>{@code
 * put N        entries up to N          remove N     those from N on
 * snapshot     opens one more           close        closes the youngest
 * hold         holds the map            release      lets it go
 * write        a thread writes one key, and waits for the hold
 * iterate N    an iteration of N steps  end          ends it
 * work N       N operations of each kind
 * }</pre>
 *
 * <p>Arguments: the port, 0 for any; then optionally {@code entries}, to let these be seen, and {@code none}, to show no
 * map.
 */
final class InspectedApplication {

    private final StillMap<String, Integer> sessions =
            StillMap.<String, Integer>builder().name("sessions").build();

    private final StillMap<Integer, String> carts = StillMap.<Integer, String>builder()
            .name("carts")
            .expectedSize(1_000_000)
            .build();

    private final Deque<Snapshot<String, Integer>> snapshots = new ArrayDeque<>();

    private IterationLock.Hold<String, Integer> hold;

    private Iteration<String, Integer> iteration;

    private int writers;

    private InspectedApplication() {}

    public static void main(String[] arguments) throws IOException {
        var application = new InspectedApplication();
        Inspector.Builder settings =
                Inspector.builder().port(Integer.parseInt(arguments[0])).token("a-token-for-tests");
        boolean none = false;
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "entries" -> settings.showEntries();
                case "none" -> none = true;
                default -> throw new IllegalArgumentException("no such argument: " + arguments[i]);
            }
        }
        try (Inspector inspector = none ? settings.start() : settings.start(application.sessions, application.carts)) {
            System.out.println(inspector.uri());
            var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                application.run(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 0);
                System.out.println("done " + line);
            }
        }
    }

    private void run(String command, int number) {
        switch (command) {
            case "put" -> put(number);
            case "remove" -> sessions.keySet().removeIf(key -> Integer.parseInt(key.substring(4)) >= number);
            case "snapshot" -> snapshots.push(sessions.snapshot());
            case "close" -> snapshots.pop().close();
            case "hold" ->
                hold = sessions.lockForIteration(IterationLock.defaults().blockTime(Duration.ofMinutes(10)));
            case "release" -> hold.close();
            case "write" -> new Thread(() -> sessions.put("key 0", -1), "writer-" + ++writers).start();
            case "iterate" -> iterate(number);
            case "end" -> iteration.close();
            case "work" -> work(number);
            default -> throw new IllegalArgumentException("no such command: " + command);
        }
    }

    private void put(int until) {
        for (int i = (int) sessions.mappingCount(); i < until; i++) {
            sessions.put("key " + i, i);
        }
    }

    private void iterate(int steps) {
        iteration = sessions.iterate(IterationContract.LIVE);
        for (int i = 0; i < steps && iteration.hasNext(); i++) {
            iteration.next();
        }
    }

    private void work(int times) {
        for (int i = 0; i < times; i++) {
            String key = "key " + i;
            sessions.get(key);
            sessions.put(key, i);
            sessions.merge(key, 1, Integer::sum);
            carts.put(i, key);
        }
    }
}
