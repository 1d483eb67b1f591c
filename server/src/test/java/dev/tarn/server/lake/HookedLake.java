package dev.tarn.server.lake;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// A lake in which another writer comes between the planning of a statement and its commit.
record HookedLake(TestLake lake, HookedFileIO files) implements AutoCloseable {

    static HookedLake open(Path folder) {
        AtomicReference<HookedFileIO> files = new AtomicReference<>();
        TestLake lake =
                TestLake.open(
                        folder,
                        io -> {
                            HookedFileIO hooked = new HookedFileIO(io);
                            files.set(hooked);
                            return hooked;
                        });
        return new HookedLake(lake, Objects.requireNonNull(files.get()));
    }

    /// Runs `sql` before the next data file is written.
    void meanwhile(String sql) {
        files.beforeNextDataFile(() -> lake.execute(sql));
    }

    @Override
    public void close() {
        lake.close();
    }
}
