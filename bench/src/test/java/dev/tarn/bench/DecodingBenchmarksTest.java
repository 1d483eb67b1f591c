package dev.tarn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

final class DecodingBenchmarksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"INT32 DELTA_BINARY_PACKED", "DOUBLE BYTE_STREAM_SPLIT", "BINARY PLAIN"})
    void bothReadersFindAsManyValues(String kind) throws IOException {
        PageDecodingBenchmark benchmark = new PageDecodingBenchmark();
        benchmark.kind = kind;
        benchmark.write();
        assertThat(benchmark.ours()).isEqualTo(benchmark.parquetJava());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 31})
    void bothLoopsUnpackTheSame(int width) {
        BitUnpackingBenchmark benchmark = new BitUnpackingBenchmark();
        benchmark.width = width;
        benchmark.write();
        assertThat(benchmark.validity()).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"below 2^40", "l_comment"})
    void bothDecodersGiveAsManyBytes(String kind) throws IOException {
        SnappyBenchmark benchmark = new SnappyBenchmark();
        benchmark.kind = kind;
        benchmark.write();
        assertThat(benchmark.ours()).isEqualTo(benchmark.library());
    }
}
