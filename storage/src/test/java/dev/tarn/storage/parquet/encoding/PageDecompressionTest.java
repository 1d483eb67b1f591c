package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.format.Codec;
import dev.tarn.testkit.SeededRandom;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

class PageDecompressionTest {
    /// Bytes that compress somewhat.
    private static byte[] plain(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 100 : 70_000)];
        int distinct = 1 + random.nextInt(256);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    i > 20 && random.nextInt(8) > 0
                            ? bytes[i - 1 - random.nextInt(20)]
                            : (byte) random.nextInt(distinct);
        }
        return bytes;
    }

    static byte[] compress(Codec codec, byte[] plain) throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> plain;
            case SNAPPY -> Snappy.compress(plain);
            case ZSTD -> Zstd.compress(plain);
            case GZIP -> gzip(plain);
            case LZ4_RAW -> lz4(plain);
            case LZ4 -> {
                byte[] block = lz4(plain);
                yield ByteBuffer.allocate(8 + block.length)
                        .putInt(plain.length)
                        .putInt(block.length)
                        .put(block)
                        .array();
            }
            case BROTLI -> {
                Assumptions.assumeTrue(Brotli4jLoader.isAvailable(), "no native Brotli");
                yield Encoder.compress(plain);
            }
            case LZO -> throw new AssertionError(codec);
        };
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] lz4(byte[] plain) {
        Lz4JavaCompressor compressor = new Lz4JavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, target, 0, target.length);
        return Arrays.copyOf(target, length);
    }

    /// `bytes` somewhere in a longer array.
    private static PageBytes within(byte[] bytes, Random random) {
        int before = random.nextInt(10);
        byte[] longer = new byte[before + bytes.length + random.nextInt(10)];
        random.nextBytes(longer);
        System.arraycopy(bytes, 0, longer, before, bytes.length);
        return new PageBytes(longer, before, before + bytes.length);
    }

    private static byte[] taken(PageBytes page) {
        return Arrays.copyOfRange(page.bytes(), page.start(), page.end());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LZO"})
    void pages_become_what_they_were(Codec codec) {
        byte[] reused = new byte[80_000];
        SeededRandom.forEachSeed(
                200,
                random -> {
                    byte[] plain = plain(random);
                    PageBytes page = within(compress(codec, plain), random);
                    PageBytes out =
                            PageDecompression.decompress(codec, page, plain.length, size -> reused);
                    assertThat(taken(out)).isEqualTo(plain);
                });
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LZO"})
    void another_size_than_the_header_says_is_refused(Codec codec) {
        SeededRandom.forEachSeed(
                100,
                random -> {
                    byte[] plain = plain(random);
                    PageBytes page = within(compress(codec, plain), random);
                    int change = 1 + random.nextInt(50);
                    int other = plain.length + (random.nextBoolean() ? change : -change);
                    assertThatThrownBy(() ->
                                    PageDecompression.decompress(codec, page, other, byte[]::new)
                                            .length())
                            .isInstanceOf(PageException.class);
                });
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LZO"})
    void a_header_that_promises_too_much_costs_no_memory(Codec codec) {
        byte[] page = new byte[400];
        int size = codec == Codec.BROTLI ? PageDecompression.MOST_BYTES + 1 : 300_000_000;
        assertThatThrownBy(() ->
                        PageDecompression.decompress(
                                codec,
                                new PageBytes(page, 0, page.length),
                                size,
                                wanted -> {
                                    throw new AssertionError(wanted);
                                }))
                .isInstanceOf(codec == Codec.BROTLI ? StorageException.class : PageException.class);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LZO", "UNCOMPRESSED"})
    void damaged_pages_are_refused_or_as_long_as_their_header_says(Codec codec) {
        SeededRandom.forEachSeed(
                400,
                random -> {
                    byte[] plain = plain(random);
                    byte[] damaged = compress(codec, plain);
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                    }
                    if (random.nextInt(3) == 0) {
                        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
                    }
                    PageBytes page = within(damaged, random);
                    try {
                        PageBytes out =
                                PageDecompression.decompress(
                                        codec, page, plain.length, byte[]::new);
                        assertThat(out.length()).isEqualTo(plain.length);
                    } catch (PageException e) {
                        assertThat(e).hasMessageContaining("page");
                    }
                });
    }

    @Test
    void members_of_gzip_follow_one_another() throws IOException {
        byte[] first = "a tarn ".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] second = "is a lake".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(first));
        both.write(gzip(second));
        byte[] page = both.toByteArray();
        PageBytes out =
                PageDecompression.decompress(
                        Codec.GZIP, new PageBytes(page, 0, page.length), 16, byte[]::new);
        assertThat(taken(out)).asString().isEqualTo("a tarn is a lake");
    }

    @Test
    void zlib_passes_for_gzip() throws IOException {
        byte[] plain = new byte[1000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(plain);
        }
        byte[] page = out.toByteArray();
        PageBytes read =
                PageDecompression.decompress(
                        Codec.GZIP, new PageBytes(page, 0, page.length), 1000, byte[]::new);
        assertThat(taken(read)).isEqualTo(plain);
    }

    @Test
    void lz4_without_frames_passes_for_lz4() {
        byte[] plain = new byte[1000];
        byte[] page = lz4(plain);
        PageBytes read =
                PageDecompression.decompress(
                        Codec.LZ4, new PageBytes(page, 0, page.length), 1000, byte[]::new);
        assertThat(taken(read)).isEqualTo(plain);
    }

    @Test
    void lzo_is_refused_by_name() {
        assertThatThrownBy(() ->
                        PageDecompression.decompress(
                                Codec.LZO, new PageBytes(new byte[10], 0, 10), 10, byte[]::new))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("LZO cannot be read; supported are");
    }

    @Test
    void the_size_that_a_zstd_frame_says_is_read_as_the_library_reads_it() {
        Random random = new Random(4100);
        for (int i = 0; i < 2_000; i++) {
            byte[] plain = new byte[random.nextInt(i % 10 == 0 ? 200_000 : 600)];
            byte[] frame;
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                frame =
                        context.setContentSize(i % 7 != 0)
                                .setChecksum(i % 3 == 0)
                                .setLevel(1 + i % 4)
                                .compress(plain);
            }
            if (i % 5 == 0) {
                frame[4] = (byte) random.nextInt(256);
            }
            long said = Zstd.getFrameContentSize(frame);
            // Of what the library refuses, nothing is said.
            assertThat(ZstdPages.saidSize(new PageBytes(frame, 0, frame.length)))
                    .as("frame of %d bytes, descriptor %x", plain.length, frame[4])
                    .satisfies(size -> assertThat(said < 0 || said == size).isTrue());
        }
    }
}
