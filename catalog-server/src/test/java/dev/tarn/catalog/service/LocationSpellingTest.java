package dev.tarn.catalog.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.exceptions.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Locations as clients spell them.
class LocationSpellingTest {
    private static final Locations LAKE =
            new Locations("s3://lake/wh", List.of("hdfs://nn:8020/lake", "s3://other"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/wh/../secret",
                "s3://lake/wh/a/..",
                "s3://lake/wh/%2e%2e/secret",
                "s3://lake/wh/%2E./secret",
                "s3://lake/wh/%252e%252e/secret",
                "s3://lake/wh/a%2f..%2f..%2fsecret",
                "s3://lake/wh/a\\..\\secret",
                "s3://lake/wh/a%5c..%5csecret",
                "s3://lake/wh//a",
                "s3://lake//wh/a",
                "s3://lake/wh/./a",
                "s3://lake/wh/a?b",
                "s3://lake/wh/a#b",
                "s3://lake/wh/a*",
                "s3://lake/wh/a\u0000b",
                "s3://lake/wh/a\nb",
                "s3://user@lake/wh/a",
                "s3://l%61ke/wh/a",
                "s3://LAKE/wh/a",
                "s3://lake.evil/wh/a",
                "s3://lake/wh",
                "s3://lake/wh/",
                "s3a://lake/wh",
                "s3://lake/wh_other/a",
                "s3://lake/WH/a",
                "s3://lake",
                "s3://",
                "s3:/lake/wh/a",
                "s3:lake/wh/a",
                "gs://lake/wh/a",
                "lake/wh/a",
                "file:///wh/a",
                "hdfs://nn/other/a",
                "hdfs://nn:9000/lake/a",
                "hdfs:///lake/a",
                "hdfs://nn.evil:8020/lake/a",
                "s3://other",
                "s3://other_too/a",
                ""
            })
    void whatAnotherReaderTakesForAnotherPlaceIsRefused(String location) {
        assertThatThrownBy(() -> LAKE.checked("Table location", location))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("ocation");
        assertThat(LAKE.isAllowed(location)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://lake/wh/a,s3://lake/wh/a",
        "s3a://lake/wh/a/,s3://lake/wh/a",
        "S3N://lake/wh/a,s3://lake/wh/a",
        "s3://lake/wh/a b=c+d,s3://lake/wh/a b=c+d",
        "s3://lake/wh/%41,s3://lake/wh/%41",
        "s3://lake/wh/a..b/..c,s3://lake/wh/a..b/..c",
        "s3://other/a,s3://other/a",
        "hdfs://NN:8020/lake/a,hdfs://nn/lake/a",
        "HDFS://nn/lake/a,hdfs://nn/lake/a"
    })
    void spellingsOfOnePlaceAreOne(String location, String canonical) {
        LAKE.checked("Table location", location);
        assertThat(Locations.canonical(location)).isEqualTo(canonical);
    }

    @Test
    void anOverlongLocationIsRefused() {
        assertThatThrownBy(() -> LAKE.checked("X", "s3://lake/wh/" + "a".repeat(1_024)))
                .hasMessageContaining("1024");
    }

    @Test
    void aSymbolicLinkLeadsNowhere(@TempDir Path directory) throws IOException {
        Path warehouse = Files.createDirectories(directory.resolve("wh"));
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.createSymbolicLink(warehouse.resolve("door"), outside);
        Files.createSymbolicLink(warehouse.resolve("nowhere"), directory.resolve("none"));
        Files.createDirectories(warehouse.resolve("room"));
        Files.createSymbolicLink(warehouse.resolve("inner"), warehouse.resolve("room"));
        Locations local = new Locations("file://" + warehouse, List.of());
        assertThat(local.isAllowed(warehouse + "/door/t")).isFalse();
        assertThat(local.isAllowed(warehouse + "/door")).isFalse();
        assertThat(local.isAllowed(warehouse + "/nowhere/t")).isFalse();
        assertThat(local.isAllowed(warehouse + "/inner/t")).isTrue();
        assertThat(local.isAllowed(warehouse + "/new/t")).isTrue();
    }

    /// Locations put together at random: what is allowed stays under the root for a reader who
    /// decodes, resolves dots, cuts at `?` and `#`, and takes backslashes for slashes.
    @Test
    void randomLocationsNeverLeaveTheirRoot() {
        long seed = Long.getLong("tarn.seed", 20261121L);
        Random random = new Random(seed);
        String[] parts = {
            "/", "//", "..", ".", "%2e", "%2E%2E", "%2f", "%252e", "%5c", "\\", "a", "wh", "%",
            "%zz", "?", "#", "*", "@", ":", " ", "+", "\u0001", "ü"
        };
        int allowedCount = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder location = new StringBuilder("s3://lake/wh");
            for (int n = random.nextInt(8); n >= 0; n--) {
                location.append(parts[random.nextInt(parts.length)]);
            }
            if (LAKE.isAllowed(location.toString())) {
                allowedCount++;
                for (int decodings = 0; decodings < 4; decodings++) {
                    assertThat(reading(location.toString(), decodings))
                            .as("seed " + seed + " location " + location)
                            .startsWith("lake/wh/");
                }
            }
        }
        assertThat(allowedCount).as("seed " + seed).isGreaterThan(100);
    }

    private static String reading(String location, int decodings) {
        String path = location.substring("s3://".length());
        for (int i = 0; i < decodings; i++) {
            try {
                path = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                break;
            }
        }
        path = path.split("[?#]", 2)[0];
        List<String> segments = new ArrayList<>();
        for (String segment : path.replace('\\', '/').split("/")) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments) + "/";
    }
}
