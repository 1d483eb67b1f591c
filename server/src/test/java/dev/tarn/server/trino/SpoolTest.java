package dev.tarn.server.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

class SpoolTest {
    @TempDir Path folder;
    private Instant now = Instant.EPOCH;

    @Test
    void gives_back_what_was_put_until_it_is_acknowledged() throws IOException {
        try (Spool spool = spool(100)) {
            String id =
                    Objects.requireNonNull(
                            spool.put(ByteBuffer.wrap(new byte[] {1, 2, 3}), access()));
            assertThat(spool.read(id)).hasBinaryContent(new byte[] {1, 2, 3});
            assertThat(spool.read(id)).hasBinaryContent(new byte[] {1, 2, 3});
            spool.acknowledge(id);
            assertThat(spool.read(id)).isNull();
            assertThat(spool.usedBytes()).isZero();
        }
    }

    @Test
    void takes_no_more_than_there_may_be() {
        try (Spool spool = spool(100)) {
            String id = Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[60]), access()));
            assertThat(spool.put(ByteBuffer.wrap(new byte[60]), access())).isNull();
            spool.acknowledge(id);
            assertThat(spool.put(ByteBuffer.wrap(new byte[60]), access())).isNotNull();
        }
    }

    @Test
    void has_no_more_than_so_many_files() {
        try (Spool spool = spool(Long.MAX_VALUE)) {
            for (int i = 0; i < Spool.LIMIT_SEGMENTS; i++) {
                assertThat(spool.put(ByteBuffer.wrap(new byte[1]), access())).isNotNull();
            }
            assertThat(spool.put(ByteBuffer.wrap(new byte[1]), access())).isNull();
        }
    }

    @Test
    void forgets_what_nobody_asks_for() throws IOException {
        try (Spool spool = spool(100)) {
            String asked =
                    Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[10]), access()));
            String left =
                    Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[10]), access()));
            now = now.plus(Duration.ofMinutes(4));
            assertThat(spool.read(asked)).isNotNull();
            now = now.plus(Duration.ofMinutes(2));
            spool.expire();
            assertThat(spool.read(asked)).isNotNull();
            assertThat(spool.read(left)).isNull();
            assertThat(spool.usedBytes()).isEqualTo(10);
        }
    }

    @Test
    void keeps_all_segments_of_a_client_that_asks_for_anything() throws IOException {
        try (Spool spool = spool(100)) {
            LastAccess access = access();
            String first = Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[10]), access));
            String second =
                    Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[10]), access));
            now = now.plus(Duration.ofMinutes(4));
            access.touch();
            now = now.plus(Duration.ofMinutes(4));
            spool.expire();
            assertThat(spool.read(first)).isNotNull();
            now = now.plus(Duration.ofMinutes(4));
            spool.expire();
            assertThat(spool.read(second)).isNotNull();
            now = now.plus(Spool.KEPT).plusSeconds(1);
            spool.expire();
            assertThat(spool.usedBytes()).isZero();
        }
    }

    @Test
    void a_slow_download_is_a_sign_of_its_client() throws IOException {
        try (Spool spool = spool(100)) {
            byte[] bytes = {1, 2, 3};
            String id = Objects.requireNonNull(spool.put(ByteBuffer.wrap(bytes), access()));
            SegmentInput segment = Objects.requireNonNull(spool.read(id));
            assertThat(segment.length()).isEqualTo(3);
            for (byte next : bytes) {
                now = now.plus(Duration.ofMinutes(4));
                spool.expire();
                assertThat(segment.read()).isEqualTo(next);
            }
            assertThat(segment.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_download_fails_when_its_segment_goes() throws IOException {
        try (Spool spool = spool(100)) {
            String id = Objects.requireNonNull(spool.put(ByteBuffer.wrap(new byte[9]), access()));
            SegmentInput segment = Objects.requireNonNull(spool.read(id));
            assertThat(segment.readNBytes(4)).hasSize(4);
            spool.acknowledge(id);
            assertThatThrownBy(segment::read).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void leaves_no_file_behind() throws IOException {
        Spool spool = spool(100);
        spool.put(ByteBuffer.wrap(new byte[10]), access());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        spool.close();
        assertThat(spool.usedBytes()).isZero();
        assertThat(spool.put(ByteBuffer.wrap(new byte[1]), access())).isNull();
    }

    @Test
    void has_no_room_where_the_directory_cannot_be_used() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (Spool spool = new Spool(file, 100)) {
            assertThat(spool.put(ByteBuffer.wrap(new byte[10]), access())).isNull();
            assertThat(spool.usedBytes()).isZero();
        }
    }

    private LastAccess access() {
        return new LastAccess(() -> now);
    }

    private Spool spool(long limitBytes) {
        return new Spool(folder, limitBytes);
    }
}
