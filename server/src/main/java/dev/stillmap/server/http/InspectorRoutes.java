package dev.stillmap.server.http;

import dev.stillmap.inspector.Access;
import dev.stillmap.inspector.InspectorAnswer;
import dev.stillmap.inspector.InspectorService;
import dev.stillmap.server.engine.Engine;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;

/** The page that shows the inside of the maps of all types. Its requests for data need the token, its files do not. */
final class InspectorRoutes implements AutoCloseable {

    static final String ROOT = "/inspector";

    private static final int PAGES = 8;

    private final InspectorService service;

    InspectorRoutes(Engine engine, Access access) {
        // An entity has no text of its own; its features are read under /v1/entities.
        service = new InspectorService(access, false, PAGES);
        engine.maps().values().forEach(service::add);
    }

    void add(JavalinDefaultRoutingApi routes) {
        routes.get(ROOT, context -> context.redirect(ROOT + "/"));
        routes.get(ROOT + "/", this::answer);
        routes.get(ROOT + "/<path>", this::answer);
    }

    private void answer(Context context) throws IOException {
        String path = context.req().getRequestURI().substring(ROOT.length() + 1);
        InspectorAnswer answer =
                service.answer(context.req().getMethod(), path, context.queryString(), context::header);
        context.status(answer.status());
        answer.headers().forEach(context::header);
        InspectorAnswer.Stream stream = answer.stream();
        if (stream == null) {
            context.result(answer.content());
            return;
        }
        context.disableCompression();
        try {
            stream.writeTo(context.outputStream());
        } catch (IOException e) {
            // The page is gone: nobody is left to be told.
            Streaming.cut(context);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
