package dev.stillmap.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks an inspector over a socket, byte by byte as given: a client library would not send what must be refused. */
final class Http {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int WATCHDOG_MILLIS = 60_000;

    /** What came back. */
    record Reply(int status, String head, String body) {

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String error() throws IOException {
            return json().path("error").asText();
        }
    }

    private final int port;

    private final String token;

    Http(URI uri) {
        port = uri.getPort();
        token = uri.getFragment().substring("token=".length());
    }

    int port() {
        return port;
    }

    String token() {
        return token;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(WATCHDOG_MILLIS);
        return socket;
    }

    /** With the token, as the page asks. */
    Reply get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port, "Authorization: Bearer " + token);
    }

    /** A request of just these lines. */
    Reply send(String... lines) throws IOException {
        try (Socket socket = connect()) {
            write(socket, lines);
            return reply(socket.getInputStream());
        }
    }

    static void write(Socket socket, String... lines) throws IOException {
        String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static Reply reply(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer, but: " + all);
        }
        String head = all.substring(0, end);
        String body = all.substring(end + 4);
        return new Reply(Integer.parseInt(head.split(" ")[1]), head, isChunked(head) ? joined(body) : body);
    }

    private static boolean isChunked(String head) {
        return head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    }

    private static String joined(String chunks) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < chunks.length()) {
            int line = chunks.indexOf("\r\n", at);
            int length = Integer.parseInt(chunks.substring(at, line), 16);
            all.append(chunks, line + 2, line + 2 + length);
            at = line + 4 + length;
        }
        return all.toString();
    }

    /** An event of a stream. */
    record Event(String name, JsonNode data) {}

    /** A page that watches. */
    final class Stream implements AutoCloseable {

        private final Socket socket;

        private final BufferedReader lines;

        Stream(int map) throws IOException {
            socket = connect();
            write(
                    socket,
                    "GET /api/watch?map=" + map + " HTTP/1.1",
                    "Host: localhost:" + port,
                    "Authorization: Bearer " + token);
            InputStream in = socket.getInputStream();
            String head = head(in);
            if (!head.contains(" 200 ")) {
                throw new IOException(head);
            }
            lines = new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8));
        }

        private static String head(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no answer, but: " + head);
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /** The next event; null at the end. */
        Event next() throws IOException {
            String name = "";
            JsonNode data = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data = JSON.readTree(line.substring("data: ".length()));
                } else if (line.isEmpty() && data != null) {
                    return new Event(name, data);
                }
            }
            return null;
        }

        JsonNode next(String name) throws IOException {
            for (Event event = next(); event != null; event = next()) {
                if (event.name.equals(name)) {
                    return event.data;
                }
            }
            throw new IOException("the stream ended before an event " + name);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The bytes of a chunked body. */
    private static final class Chunks extends InputStream {

        private final InputStream in;

        private int left;

        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0 && !ended) {
                String size = line();
                left = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int count = in.read(into, from, Math.min(left, length));
            if (count > 0) {
                left -= count;
                if (left == 0) {
                    line();
                }
            }
            return count;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }
}
