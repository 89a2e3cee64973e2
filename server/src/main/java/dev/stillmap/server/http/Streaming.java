package dev.stillmap.server.http;

import io.javalin.http.Context;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

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
        Sent sent = new Sent(context);
        try {
            context.status(200).contentType(contentType);
            OutputStream out = new BufferedOutputStream(sent, BUFFER);
            body.writeTo(out);
            out.flush();
        } catch (IOException | UncheckedIOException e) {
            // The client is gone: nobody is left to be told.
            cut(context);
        } catch (RuntimeException | Error e) {
            if (sent.isUntouched()) {
                throw e;
            }
            cut(context);
        } finally {
            free.release();
        }
    }

    /** Opens the stream of the response with the first buffer: once it is open, an error cannot be answered instead. */
    private static final class Sent extends OutputStream {

        private final Context context;

        private @Nullable OutputStream out;

        Sent(Context context) {
            this.context = context;
        }

        boolean isUntouched() {
            return out == null;
        }

        private OutputStream opened() {
            OutputStream opened = out == null ? context.outputStream() : out;
            out = opened;
            return opened;
        }

        @Override
        public void write(int value) throws IOException {
            opened().write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            opened().write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            opened().flush();
        }
    }

    /** Ends the connection, so that nobody takes what was sent for the whole. */
    static void cut(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
