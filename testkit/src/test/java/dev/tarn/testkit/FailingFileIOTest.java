package dev.tarn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

class FailingFileIOTest {
    @TempDir private Path folder = Path.of("");

    private final FailingFileIO io = new FailingFileIO(new LocalFiles());

    @Test
    void the_call_that_was_named_fails_and_no_other() throws IOException {
        io.failAt(FailingFileIO.Kind.WRITE, 2);
        String location = folder.resolve("a").toString();
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(new byte[3]);
            assertThatThrownBy(() -> out.write(new byte[3]))
                    .isInstanceOf(FailingFileIO.InjectedFailure.class)
                    .hasMessageContaining("WRITE call 2")
                    .hasMessageContaining(location);
            out.write(new byte[4]);
        }
        assertThat(io.count(FailingFileIO.Kind.WRITE)).isEqualTo(3);
        assertThat(io.newInputFile(location).getLength()).isEqualTo(7);
    }

    @Test
    void counting_starts_anew_with_each_request() throws IOException {
        String location = folder.resolve("b").toString();
        io.newOutputFile(location).create().close();
        io.failAt(FailingFileIO.Kind.CREATE, 1);
        assertThatThrownBy(() -> io.newOutputFile(location).createOrOverwrite())
                .hasRootCauseInstanceOf(FailingFileIO.InjectedFailure.class);
        io.newOutputFile(location).createOrOverwrite().close();
    }

    private static final class LocalFiles implements FileIO {
        @Override
        public InputFile newInputFile(String path) {
            return Files.localInput(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return Files.localOutput(path);
        }

        @Override
        public void deleteFile(String path) {
            assertThat(new File(path).delete()).isTrue();
        }
    }
}
