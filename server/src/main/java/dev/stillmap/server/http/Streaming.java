package dev.stillmap.server.http;

import io.javalin.http.Context;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Sends long answers while they are made. What is not yet sent is one buffer for each, and only so many are sent at a time.
 * If one fails on its way, the connection is cut, so that nobody takes the half for the whole.
 */
final class Streaming {

    private static final int BUFFER = 1 << 15;

    private static final int MOST = 64;

    private final Semaphore free = new Semaphore(MOST);

    /** Makes an answer. */
    @FunctionalInterface
    interface Body {

        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends an answer.
     *
     * @throws ApiException if there are too many, or it failed before anything was sent
     */
    void send(Context context, String contentType, Body body) {
        if (!free.tryAcquire()) {
            context.header("Retry-After", "1");
            throw new ApiException(
                    ApiException.TOO_MANY, MOST + " long answers are being sent already: try again in a second");
        }
        try {
            context.status(200).contentType(contentType);
            OutputStream out = new BufferedOutputStream(context.outputStream(), BUFFER);
            body.writeTo(out);
            out.flush();
        } catch (IOException | UncheckedIOException e) {
            // The client is gone: nobody is left to be told.
            cut(context);
        } catch (RuntimeException | Error e) {
            if (!context.res().isCommitted()) {
                throw e;
            }
            cut(context);
        } finally {
            free.release();
        }
    }

    private static void cut(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
