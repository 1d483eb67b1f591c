package dev.tarn.engine.function.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/// SpookyHash V2 beside values of its author's test (TestSpookyV2.cpp), whose bytes count up from
/// 128, and Trino's.
class SpookyHashTest {
    @ParameterizedTest
    @CsvSource({
        "0, 6bf50919", "1, 70de1d26", "7, f9f1a233", "8, ee193982", "15, 83ec01f9",
        "16, f274736c", "31, 027bca7c", "32, e5cfc8b6", "63, 09c1afb4", "64, 069c8bb7",
        "127, 82356bf2", "128, 94e948ec", "191, e13d9e19", "192, 77e012bd", "193, 2d05114c",
        "255, 2f40ee0b", "256, 38cebf03", "287, c22c642d", "288, 47880140", "320, f1545450",
        "384, 44eb5634", "448, ad7baa23", "511, cc1c8250"
    })
    void bytes_of_every_length_have_the_authors_hash(int length, String expected) {
        byte[] bytes = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            bytes[i + 3] = (byte) (i + 128);
        }
        assertThat((int) SpookyHash.of(bytes, 3, length + 3))
                .isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @Test
    void texts_have_trinos_hash() {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        assertThat(SpookyHash.of(hello, 0, hello.length)).isEqualTo(0x3768826AD382E6CAL);
        assertThat(SpookyHash.of(new byte[0], 0, 0)).isEqualTo(0x232706FC6BF50919L);
    }
}
