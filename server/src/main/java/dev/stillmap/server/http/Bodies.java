package dev.stillmap.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Reads bodies of requests: only so many at a time, only so much of each, and none that comes too slowly, so that neither memory nor
 * places are held by who does not send. Thread-safe.
 */
final class Bodies {

    /** Bodies that are read at a time. */
    private static final int MOST = 64;

    private static final int LARGEST_OBJECT = 1 << 20;

    private static final int CHUNK = 1 << 14;

    /** A body that takes longer has to come at this rate, from its beginning on. */
    private static final long GRACE_SECONDS = 10;

    private static final long LEAST_BYTES_PER_SECOND = 16 << 10;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Semaphore free = new Semaphore(MOST);

    /** Bytes of bodies that have come and are not answered yet. */
    private final Semaphore memory;

    private final LongSupplier nanoTime;

    /** With so many bytes of memory for bodies. */
    Bodies(int memory, LongSupplier nanoTime) {
        this.memory = new Semaphore(memory);
        this.nanoTime = nanoTime;
    }

    /** Answers with the help of a body. */
    @FunctionalInterface
    interface Use {

        /**
         * Uses it.
         *
         * @param body the body, all of it
         * @param hold counts bytes that are made of it, as those of the body until this is over; may throw an {@link ApiException}
         */
        void use(byte[] body, IntConsumer hold) throws InterruptedException;
    }

    /**
     * Reads all of a body, which counts as memory in use until the request is answered.
     *
     * @throws ApiException if it is larger than so many bytes, too slow, not whole, or there are too many
     */
    void read(Context context, int largest, Use use) throws InterruptedException {
        int[] held = {0};
        IntConsumer hold = bytes -> {
            if (!memory.tryAcquire(bytes)) {
                throw tooMany(context, "requests that are not answered yet take all the memory that is for them");
            }
            held[0] += bytes;
        };
        try {
            use.use(read(context, largest, hold), hold);
        } finally {
            memory.release(held[0]);
        }
    }

    private byte[] read(Context context, int largest, IntConsumer hold) {
        if (!free.tryAcquire()) {
            throw tooMany(context, MOST + " requests are being read already");
        }
        try (InputStream in = context.bodyInputStream()) {
            return read(in, largest, hold);
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "the body cannot be read to its end (" + e.getMessage() + "): nothing of it was taken");
        } finally {
            free.release();
        }
    }

    private static ApiException tooMany(Context context, String what) {
        context.header("Retry-After", "1");
        return new ApiException(ApiException.TOO_MANY, what + ": try again in a second");
    }

    byte[] read(InputStream in, int largest, IntConsumer hold) throws IOException {
        long start = nanoTime.getAsLong();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            hold.accept(count);
            bytes.write(chunk, 0, count);
            if (bytes.size() > largest) {
                throw tooLarge(largest);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - start);
            if (seconds > GRACE_SECONDS && bytes.size() < seconds * LEAST_BYTES_PER_SECOND) {
                throw new ApiException(
                        ApiException.TOO_SLOW,
                        "the body came too slowly, at less than " + LEAST_BYTES_PER_SECOND
                                + " bytes a second: nothing of it was taken");
            }
        }
        return bytes.toByteArray();
    }

    static ApiException tooLarge(int largest) {
        return new ApiException(
                ApiException.TOO_LARGE, "a body may have " + largest + " bytes, unpacked: send several requests");
    }

    /** The object that a body is; an empty body is an empty object. */
    JsonNode object(Context context) throws InterruptedException {
        JsonNode[] object = new JsonNode[1];
        read(context, LARGEST_OBJECT, (body, hold) -> object[0] = object(body));
        return object[0];
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new ApiException(ApiException.BAD_REQUEST, "the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new AssertionError("nothing is read", e);
        }
        throw new ApiException(ApiException.BAD_REQUEST, "the body has to be a JSON object");
    }
}
