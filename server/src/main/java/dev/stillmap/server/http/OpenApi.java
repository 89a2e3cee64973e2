package dev.stillmap.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The description of this interface that programs can read. */
final class OpenApi {

    private OpenApi() {}

    static byte[] json() {
        try (InputStream in =
                Objects.requireNonNull(OpenApi.class.getResourceAsStream("/dev/stillmap/server/openapi.yaml"))) {
            return new ObjectMapper().writeValueAsBytes(new ObjectMapper(new YAMLFactory()).readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
