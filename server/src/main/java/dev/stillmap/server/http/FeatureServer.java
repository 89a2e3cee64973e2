package dev.stillmap.server.http;

import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.inspector.Access;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.HeldSnapshots;
import dev.stillmap.server.query.QueryException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP, as {@code openapi.yaml} describes. Thread-safe. Every error is a JSON object with a message; only an
 * answer that fails while it is sent ends without one, by a cut connection.
 */
public final class FeatureServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureServer.class);

    /** Whose time is over is closed within this, also if nobody asks for anything. */
    private static final Duration EXPIRY = Duration.ofMillis(500);

    /** Of bodies that have come and are not answered yet. */
    private static final long MOST_BODY_BYTES = 256 << 20;

    private static final int BODIES_SHARE_OF_HEAP = 6;

    private static final int METHOD_NOT_ALLOWED = 405;

    private static final int INTERNAL_ERROR = 500;

    private final HeldSnapshots held;

    private final Metrics metrics;

    private final InspectorRoutes inspector;

    private final Javalin javalin;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "snapshot-expiry");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> expiry;

    private FeatureServer(Served served, ServerOptions options, @Nullable KeyStore keys) {
        held = new HeldSnapshots(served.engine(), options.snapshots(), Clock.systemUTC());
        metrics = new Metrics(served, held);
        Access access = new Access(options.token(), isLoopback(options.host()) ? options.host() : null);
        inspector = new InspectorRoutes(served.engine(), access);
        javalin = Javalin.create(config -> configure(config, served, options, access, keys));
        expiry =
                clock.scheduleWithFixedDelay(held::expire, EXPIRY.toMillis(), EXPIRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts one.
     *
     * @param served what it answers from
     * @param options how it is reached
     * @return a server, to be closed
     * @throws io.javalin.util.JavalinException if it cannot listen there
     * @throws IOException if the key for TLS cannot be read
     */
    public static FeatureServer start(Served served, ServerOptions options) throws IOException {
        KeyStore keys = options.tls() == null ? null : options.tls().read();
        FeatureServer server = new FeatureServer(served, options, keys);
        server.javalin.start(options.host(), options.port());
        return server;
    }

    private void configure(
            JavalinConfig config, Served served, ServerOptions options, Access access, @Nullable KeyStore keys) {
        Engine engine = served.engine();
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.router.ignoreTrailingSlashes = false;
        config.http.prefer405over404 = true;
        config.http.defaultContentType = "application/json";
        // Keys may have any character, a slash too.
        config.jetty.modifyHttpConfiguration(
                http -> http.setUriCompliance(
                        UriCompliance.from(
                                "RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,AMBIGUOUS_EMPTY_SEGMENT,SUSPICIOUS_PATH_CHARACTERS")));
        config.jetty.modifyServletContextHandler(FeatureServer::allowAnyPath);
        config.jetty.modifyServer(server -> server.setErrorHandler(new RefusedRequests()));
        if (keys != null) {
            config.jetty.addConnector((server, http) -> secure(server, http, options, keys));
        }
        config.routes.before(FeatureServer::requireEscapes);
        AccessCheck check = new AccessCheck(access, options.token() != null);
        config.routes.before(check::check);
        Streaming streaming = new Streaming();
        Bodies bodies = new Bodies(
                (int) Math.min(MOST_BODY_BYTES, Runtime.getRuntime().maxMemory() / BODIES_SHARE_OF_HEAP),
                System::nanoTime);
        new EntityRoutes(engine, bodies).add(config.routes);
        new EventRoutes(engine.definition(), served.taker(), bodies).add(config.routes);
        new SnapshotRoutes(held, bodies).add(config.routes);
        new QueryRoutes(engine, held, streaming).add(config.routes);
        new HealthRoute(served, held).add(config.routes);
        metrics.add(config);
        inspector.add(config.routes);
        config.routes.get("/", context -> Json.answer(context, 200, index(engine.definition())));
        byte[] description = OpenApi.json();
        config.routes.get(
                "/openapi.json",
                context -> context.contentType("application/json").result(description));
        config.routes.exception(ApiException.class, (e, context) -> error(context, e.status(), e.getMessage()));
        config.routes.exception(
                QueryException.class, (e, context) -> error(context, ApiException.BAD_REQUEST, e.getMessage()));
        config.routes.exception(
                SnapshotExpiredException.class,
                (e, context) -> error(context, ApiException.GONE, SnapshotRoutes.TOO_MUCH_MEMORY));
        config.routes.exception(IllegalStateException.class, this::closedOrWorse);
        config.routes.exception(
                HttpResponseException.class, (e, context) -> error(context, e.getStatus(), shown(context, e)));
        config.routes.exception(Exception.class, (e, context) -> unexpected(context, e));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // It will not listen there either, and say so.
            return false;
        }
    }

    /** Whether the path is one of the inspector's page. */
    static boolean isInspectors(String path) {
        return path.equals(InspectorRoutes.ROOT) || path.startsWith(InspectorRoutes.ROOT + "/");
    }

    private static Connector secure(Server server, HttpConfiguration http, ServerOptions options, KeyStore keys) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keys);
        tls.setKeyManagerPassword(Objects.requireNonNull(options.tls()).password());
        HttpConfiguration secure = new HttpConfiguration(http);
        // Whoever asks by an address or another name is told by the certificate; the server has one, whatever it is
        // called.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(
                server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
        connector.setHost(options.host());
        connector.setPort(options.port());
        return connector;
    }

    /** For who opens the address in a browser. */
    private static Map<String, Object> index(Definition definition) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("definition", definition.name());
        index.put(
                "entities",
                definition.entities().stream().map(EntityDefinition::name).toList());
        index.put("description", "/openapi.json");
        index.put("health", "/health");
        index.put("consistency", "/v1/consistency");
        index.put("inspector", InspectorRoutes.ROOT + "/");
        return index;
    }

    private static void allowAnyPath(ServletContextHandler handler) {
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
    }

    /** The HTTP server does not look at those behind a semicolon. */
    private static void requireEscapes(Context context) {
        try {
            URLDecoder.decode(context.path(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "the path has a % without two hexadecimal digits behind it: % itself is written as %25");
        }
    }

    private static String shown(Context context, HttpResponseException e) {
        return e.getStatus() == ApiException.NOT_FOUND
                ? "there is nothing at " + context.path() + "; see /openapi.json"
                : e.getStatus() == METHOD_NOT_ALLOWED
                        ? context.method() + " is not possible at " + context.path() + "; see /openapi.json"
                        : String.valueOf(e.getMessage());
    }

    /** A snapshot may end while it is read. */
    private void closedOrWorse(IllegalStateException e, Context context) {
        for (String id : Arrays.asList(context.pathParamMap().get("id"), context.queryParam("since"))) {
            if (id != null && held.get(id) == null) {
                error(
                        context,
                        ApiException.GONE,
                        "the snapshot '" + id + "' ended while it was read: take another one");
                return;
            }
        }
        unexpected(context, e);
    }

    private static void unexpected(Context context, Exception e) {
        LOG.error("{} {} failed", context.method(), context.path(), e);
        error(context, INTERNAL_ERROR, "this should not happen; the server's log has more of it");
    }

    private static void error(Context context, int status, @Nullable String message) {
        Json.answer(context, status, Json.error(status, String.valueOf(message)));
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return javalin.port();
    }

    /** Methods and paths, as in the description; without those that only the inspector's page asks for. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .filter(endpoint -> !endpoint.path.startsWith(InspectorRoutes.ROOT + "/"))
                .map(endpoint -> endpoint.method + " " + pattern(endpoint))
                .toList();
    }

    /** Its path as in the description. */
    static String pattern(Endpoint endpoint) {
        return endpoint.path.replace('<', '{').replace('>', '}');
    }

    /** Ends what is being answered, and all snapshots that clients hold. */
    @Override
    public void close() {
        inspector.close();
        javalin.stop();
        expiry.cancel(false);
        clock.shutdown();
        metrics.close();
        held.close();
    }
}
