package dev.stillmap.inspector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stillmap.StillMap;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows maps of this application on a page in a browser, while they are at work.
 *
 * <pre>{@code
 * Inspector inspector = Inspector.start(sessions, carts);
 * System.out.println(inspector.uri()); // http://127.0.0.1:35711/#token=...: for a browser on this machine
 * }</pre>
 *
 * <ul>
 *   <li><b>Who may look:</b> whoever has the address with its token, from this machine; pages of other sites may not.
 *       Types of keys and values are shown, themselves only {@linkplain Builder#showEntries if allowed}.
 *   <li><b>Thread-safety:</b> all methods may be called by any thread.
 *   <li><b>Cost and locks:</b> as {@link InspectorService}. While nobody looks it is a port that is listened at, with two
 *       threads that wait. All of its threads are daemons: they keep no application alive.
 * </ul>
 */
public final class Inspector implements AutoCloseable {

    private static final int DEFAULT_WATCHERS = 8;

    /** Requests at once, those of watching pages included; more are not accepted until one has ended. */
    private static final int MORE_REQUESTS = 24;

    /** After that a request may be cut off where its thread is needed. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int TOKEN_BYTES = 18;

    private final InspectorService service;

    private final HttpServer server;

    private final RequestThreads threads;

    private final URI uri;

    private Inspector(Builder builder, InetAddress address, StillMap<?, ?>... maps) throws IOException {
        String token = builder.token == null ? newToken() : builder.token;
        service = new InspectorService(
                new Access(token, address.isLoopbackAddress() ? builder.host : null),
                builder.showsEntries,
                builder.maxWatchers);
        // Before there is a port: it could not be given back if one of them is null.
        for (StillMap<?, ?> map : maps) {
            service.add(map);
        }
        threads = new RequestThreads(builder.maxWatchers + MORE_REQUESTS, PATIENCE_NANOS);
        server = HttpServer.create(new InetSocketAddress(address, builder.port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        uri = URI.create("http://" + nameOf(address) + ":" + server.getAddress().getPort() + "/#token=" + token);
    }

    /** How an address calls it. */
    private static String nameOf(InetAddress address) {
        InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String number = reached.getHostAddress();
        return reached instanceof Inet6Address ? "[" + number.replaceFirst("%.*", "") + "]" : number;
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * Starts one at a free port of the loopback interface, with a token of its own making.
     *
     * @param maps the maps to show
     * @return an inspector, to be closed
     * @throws IOException if there is no port to listen at
     */
    public static Inspector start(StillMap<?, ?>... maps) throws IOException {
        return builder().start(maps);
    }

    /**
     * Settings of a new inspector.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a new inspector. For one thread. */
    public static final class Builder {

        private static final int MAX_PORT = 65_535;

        /** What an address may carry as it is, and cannot be guessed. */
        private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.~-]{16,200}");

        private String host = InetAddress.getLoopbackAddress().getHostAddress();

        private int port;

        private @Nullable String token;

        private boolean showsEntries;

        private int maxWatchers = DEFAULT_WATCHERS;

        private Builder() {}

        /**
         * The address to listen at; that of the loopback interface by default. At another one whoever reaches it sees
         * the traffic, with the token, as it is not encrypted.
         *
         * @param address a name or number of this machine
         * @return this
         */
        public Builder host(String address) {
            host = Objects.requireNonNull(address);
            return this;
        }

        /**
         * The port to listen at; by default any that is free.
         *
         * @param number 0 to 65535; 0 for any that is free
         * @return this
         * @throws IllegalArgumentException if it is another number
         */
        public Builder port(int number) {
            if (number < 0 || number > MAX_PORT) {
                throw new IllegalArgumentException("port is " + number + ", but must be 0 to " + MAX_PORT);
            }
            port = number;
            return this;
        }

        /**
         * What whoever looks has to know; made up by default. One that stays lets a page find the application again
         * after a restart, at a port that stays.
         *
         * @param secret 16 to 200 letters, digits and {@code _ . ~ -}
         * @return this
         * @throws IllegalArgumentException if it is anything else
         */
        public Builder token(String secret) {
            if (!TOKEN.matcher(secret).matches()) {
                throw new IllegalArgumentException(
                        "the token must be 16 to 200 letters, digits and any of _ . ~ -, so that it cannot be guessed"
                                + " and fits into an address");
            }
            token = secret;
            return this;
        }

        /**
         * Lets keys and values be seen, by their {@code toString}, when somebody opens a bucket; they are hidden by
         * default.
         *
         * @return this
         */
        public Builder showEntries() {
            showsEntries = true;
            return this;
        }

        /**
         * How many pages may watch at once; 8 by default.
         *
         * @param pages at least 1
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxWatchers(int pages) {
            if (pages < 1) {
                throw new IllegalArgumentException("maxWatchers is " + pages + ", but at least 1 page may watch");
            }
            maxWatchers = pages;
            return this;
        }

        /**
         * Starts the inspector.
         *
         * @param maps the maps to show
         * @return an inspector, to be closed
         * @throws IOException if it cannot listen there
         */
        public Inspector start(StillMap<?, ?>... maps) throws IOException {
            Inspector inspector = new Inspector(this, InetAddress.getByName(host), maps);
            inspector.listen();
            return inspector;
        }
    }

    /**
     * The server's own thread is a daemon if the one is that starts it; as another it would keep the application alive. This
     * waits for it whether or not the caller is interrupted.
     */
    private void listen() {
        CompletableFuture.runAsync(
                        server::start, task -> RequestThreads.daemon(task).start())
                .join();
    }

    /**
     * The address to open in a browser.
     *
     * @return the address, with the token behind the {@code #}, where browsers keep it to themselves
     */
    public URI uri() {
        return uri;
    }

    /**
     * Shows a map from now on; does nothing if it is shown.
     *
     * @param map the map
     * @throws IllegalStateException if this is closed
     */
    public void add(StillMap<?, ?> map) {
        service.add(map);
    }

    /**
     * Shows a map no more; does nothing if it is not shown.
     *
     * @param map the map
     */
    public void remove(StillMap<?, ?> map) {
        service.remove(map);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            String path = asked.getRawPath() == null ? "" : asked.getRawPath();
            InspectorAnswer answer = service.answer(
                    exchange.getRequestMethod(),
                    path.startsWith("/") ? path.substring(1) : path,
                    asked.getRawQuery(),
                    name -> header(exchange, name));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            send(exchange, answer);
        }
    }

    /** One that is there twice is none of its values, and so wrong wherever it matters. */
    private static @Nullable String header(HttpExchange exchange, String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? null : String.join(", ", values);
    }

    private void send(HttpExchange exchange, InspectorAnswer answer) throws IOException {
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        InspectorAnswer.Stream stream = answer.stream();
        long length = answer.content().length;
        if (isHead || (stream == null && length == 0)) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        // To this server 0 is a length that is not known.
        exchange.sendResponseHeaders(answer.status(), stream == null ? length : 0);
        OutputStream out = exchange.getResponseBody();
        if (stream == null) {
            out.write(answer.content());
        } else {
            threads.mayTakeLong();
            stream.writeTo(out);
        }
        out.close();
    }

    /** Ends all pages that watch, and gives the port back. */
    @Override
    public void close() {
        // Later Java versions take the interrupt of who stops the server.
        boolean interrupted = Thread.interrupted();
        service.close();
        server.stop(0);
        threads.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
