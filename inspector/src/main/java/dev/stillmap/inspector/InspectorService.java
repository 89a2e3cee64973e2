package dev.stillmap.inspector;

import dev.stillmap.StillMap;
import dev.stillmap.stats.MapPicture;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the inspector answers, for an application that has an HTTP server already: it gives each request below a path of
 * its choice to {@link #answer}. Without one, use {@link Inspector}.
 *
 * <ul>
 *   <li><b>Thread-safety:</b> all methods may be called by any thread.
 *   <li><b>Cost:</b> nothing while no page watches: no thread, no listener, no sink. While one does, a thread draws each
 *       watched map ten times a second, slower where that takes more than a fifth of its time, and some operations are
 *       measured: {@code docs/inspector.md} has the figures. A page that watches keeps the thread that answers it.
 *   <li><b>Locks:</b> a map's operations never wait for a page. Pictures take the short locks of snapshots and holds, as
 *       {@code stats()} does.
 *   <li><b>Memory:</b> maps are kept until they are {@linkplain #remove removed}.
 *   <li><b>Failure:</b> user code runs only for the text of keys and values, where these are shown; what it throws
 *       stands in place of the text.
 * </ul>
 */
public final class InspectorService implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private static final int FRAMES_PER_SECOND = 10;

    private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND;

    /** Drawing takes at most one part in so many of its thread's time. */
    private static final int SHARE_OF_TIME = 5;

    private static final long DETAIL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] GONE = Events.event(
            "gone",
            new JsonText()
                    .startObject()
                    .field("error", "the application does not show this map any more")
                    .endObject());

    private final String instance = UUID.randomUUID().toString();

    private final Access access;

    private final boolean showsEntries;

    private final int maxWatchers;

    private final AtomicBoolean haveFailed = new AtomicBoolean();

    /** By number; guarded by this, as all that follows. */
    private final TreeMap<Integer, Exhibit> exhibits = new TreeMap<>();

    private int nextId;

    /** All pages, also those that have been told that it ends and have not taken that yet. */
    private final Set<Watcher> watchers = new HashSet<>();

    /** When figures that need not come so often are due; of the thread that draws. */
    private long detailAt = System.nanoTime();

    /** Draws; null while nobody watches. */
    private @Nullable Thread drawing;

    private boolean closed;

    /**
     * Makes a service that shows no map yet.
     *
     * @param access who may ask; whoever knows no token sees the empty page and nothing of a map
     * @param showsEntries whether keys and values may be seen
     * @param maxWatchers how many pages may watch at once, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public InspectorService(Access access, boolean showsEntries, int maxWatchers) {
        if (maxWatchers < 1) {
            throw new IllegalArgumentException("maxWatchers is " + maxWatchers + ", but at least 1 page may watch");
        }
        this.access = Objects.requireNonNull(access);
        this.showsEntries = showsEntries;
        this.maxWatchers = maxWatchers;
    }

    /**
     * Shows a map from now on; does nothing if it is shown.
     *
     * @param map the map
     * @throws IllegalStateException if this is closed
     */
    public synchronized void add(StillMap<?, ?> map) {
        Objects.requireNonNull(map);
        if (closed) {
            throw new IllegalStateException("the inspector is closed");
        }
        if (exhibitOf(map) == null) {
            int id = nextId++;
            exhibits.put(id, new Exhibit(id, map));
        }
    }

    /**
     * Shows a map no more, and tells the pages that watch it; does nothing if it is not shown.
     *
     * @param map the map
     */
    public synchronized void remove(StillMap<?, ?> map) {
        Exhibit exhibit = exhibitOf(map);
        if (exhibit != null) {
            exhibits.remove(exhibit.id());
            exhibit.end(GONE);
        }
    }

    private @Nullable Exhibit exhibitOf(StillMap<?, ?> map) {
        for (Exhibit exhibit : exhibits.values()) {
            if (exhibit.map() == map) {
                return exhibit;
            }
        }
        return null;
    }

    /**
     * Answers a request.
     *
     * @param method its method
     * @param path what comes after the inspector's own path and its slash: empty for the page
     * @param query what comes after the question mark, as it was sent; null if there is none
     * @param headers gives a header by its name, whatever its case; null if there is none
     * @return the answer, whose stream, if it has one, is to be written by the thread of the request
     */
    public InspectorAnswer answer(
            String method, String path, @Nullable String query, UnaryOperator<@Nullable String> headers) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return InspectorAnswer.error(
                            InspectorAnswer.METHOD_NOT_ALLOWED,
                            "the inspector only shows: " + method + " is not possible")
                    .with("Allow", "GET, HEAD");
        }
        String foreign = access.foreign(headers);
        if (foreign != null) {
            return InspectorAnswer.error(InspectorAnswer.FORBIDDEN, foreign);
        }
        if (path.startsWith("api/") && !access.knowsToken(headers.apply("Authorization"))) {
            return InspectorAnswer.error(
                            InspectorAnswer.UNAUTHORIZED,
                            "the token is missing or another one: open the address that the application gives, with all"
                                    + " that stands behind the #")
                    .with("WWW-Authenticate", "Bearer");
        }
        try {
            Query asked = new Query(query);
            return switch (path) {
                case "api/maps" -> InspectorAnswer.json(maps());
                case "api/watch" -> watch(asked.number("map"));
                case "api/bucket" -> bucket(asked.number("map"), asked.number("bucket"), asked.number("buckets"));
                default -> file(path, headers);
            };
        } catch (IllegalArgumentException e) {
            return InspectorAnswer.error(InspectorAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static InspectorAnswer file(String path, UnaryOperator<@Nullable String> headers) {
        InspectorAnswer file = PageFiles.answer(path, headers);
        return file != null
                ? file
                : InspectorAnswer.error(
                        InspectorAnswer.NOT_FOUND,
                        "the inspector has nothing there: it has its page, api/maps, api/watch and api/bucket");
    }

    private synchronized JsonText maps() {
        JsonText json = new JsonText().startObject().field("instance", instance).startArray("maps");
        for (Exhibit exhibit : exhibits.values()) {
            StillMap<?, ?> map = exhibit.map();
            json.startObject()
                    .field("id", exhibit.id())
                    .field("name", map.tracer().mapName())
                    .field("entries", map.mappingCount())
                    .field("buckets", map.stats().table().buckets())
                    .endObject();
        }
        return json.endArray()
                .field("showsEntries", showsEntries)
                .field("framesPerSecond", FRAMES_PER_SECOND)
                .field("maxCells", Exhibit.MAX_CELLS)
                .field("watchers", watchers.size())
                .field("maxWatchers", maxWatchers)
                .endObject();
    }

    private synchronized @Nullable Exhibit exhibit(int id) {
        return exhibits.get(id);
    }

    private static InspectorAnswer noMap(int id) {
        return InspectorAnswer.error(InspectorAnswer.NOT_FOUND, "no map is shown as number " + id + "; see api/maps");
    }

    private InspectorAnswer bucket(int id, int bucket, int buckets) {
        Exhibit exhibit = exhibit(id);
        if (exhibit == null) {
            return noMap(id);
        }
        MapPicture.Site site = exhibit.map().site(bucket, buckets).orElse(null);
        return site == null
                ? InspectorAnswer.error(
                        InspectorAnswer.NOT_FOUND,
                        "the map has no bucket " + bucket + " of " + buckets + " any more: its table is another one")
                : InspectorAnswer.json(Entries.of(site, showsEntries));
    }

    private InspectorAnswer watch(int id) {
        Exhibit exhibit = exhibit(id);
        if (exhibit == null) {
            return noMap(id);
        }
        if (isFull()) {
            return InspectorAnswer.error(
                            InspectorAnswer.UNAVAILABLE,
                            maxWatchers + " pages are watching already, as many as this application allows: close one")
                    .with("Retry-After", "5");
        }
        return InspectorAnswer.events(out -> {
            Watcher watcher = new Watcher(System::nanoTime);
            try {
                // If others came first since the look above, the page tries again.
                if (enter(exhibit, watcher)) {
                    watcher.writeTo(out);
                }
            } finally {
                leave(exhibit, watcher);
            }
        });
    }

    private synchronized boolean isFull() {
        return watchers.size() >= maxWatchers;
    }

    private synchronized boolean enter(Exhibit exhibit, Watcher watcher) {
        if (isFull() || closed) {
            return false;
        }
        if (exhibits.get(exhibit.id()) != exhibit) {
            watcher.end(GONE);
            return true;
        }
        exhibit.add(watcher);
        watchers.add(watcher);
        if (drawing == null) {
            Thread thread = new Thread(this::draw, "stillmap-inspector");
            thread.setDaemon(true);
            thread.start();
            drawing = thread;
        }
        return true;
    }

    private synchronized void leave(Exhibit exhibit, Watcher watcher) {
        watchers.remove(watcher);
        exhibit.remove(watcher);
    }

    private void draw() {
        while (mayDraw()) {
            long from = System.nanoTime();
            try {
                drawOnce(from);
            } catch (Throwable e) {
                // Also for want of memory: there may be some for the next picture, and nobody else draws.
                failed("the inspector", e);
            }
            long took = System.nanoTime() - from;
            pause(Math.max(FRAME_NANOS - took, took * (SHARE_OF_TIME - 1)));
        }
    }

    /** Whether there is a page; if there is none, the thread that asks ends, and the next page starts another. */
    private synchronized boolean mayDraw() {
        if (watchers.isEmpty()) {
            drawing = null;
            return false;
        }
        return true;
    }

    private void drawOnce(long now) {
        boolean withDetail = now - detailAt >= 0;
        if (withDetail) {
            detailAt = now + DETAIL_NANOS;
        }
        List<Exhibit> watched = new ArrayList<>();
        synchronized (this) {
            watchers.forEach(Watcher::cutIfStalled);
            exhibits.values().stream().filter(Exhibit::isWatched).forEach(watched::add);
        }
        for (Exhibit exhibit : watched) {
            try {
                exhibit.show(withDetail);
            } catch (RuntimeException e) {
                failed("map " + exhibit.map().tracer().mapName(), e);
            }
        }
    }

    /** Says it the first time. */
    private void failed(String what, Throwable e) {
        if (haveFailed.compareAndSet(false, true)) {
            try {
                LOGGER.log(Logger.Level.WARNING, "a picture of " + what + " could not be drawn", e);
            } catch (OutOfMemoryError noMemoryEither) {
                // Then it is not said.
            }
        }
    }

    private static void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            // Nobody has this thread to tell it anything by that; kept, it would make each later pause none.
        }
    }

    /** Ends all pages that watch, and shows no map any more. The pages see the connection end, and say so. */
    @Override
    public synchronized void close() {
        closed = true;
        exhibits.values().forEach(exhibit -> exhibit.end(null));
        exhibits.clear();
    }
}
