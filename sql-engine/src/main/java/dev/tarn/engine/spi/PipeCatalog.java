package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// The pipes that a catalog keeps, as one session sees and changes them: whether it may is decided
/// here. Thread-safe.
public interface PipeCatalog {

    /// The pipes of a namespace in order of name; none where there is no such namespace.
    List<Pipe> list(Namespace namespace);

    /// The pipe of that name; null where there is none that may be seen.
    @Nullable Pipe find(TableIdentifier name);

    /// @throws org.apache.iceberg.exceptions.AlreadyExistsException if there is one of that name
    void create(TableIdentifier name, PipeDefinition definition);

    /// Puts another pipe in the place of `base`.
    ///
    /// @throws org.apache.iceberg.exceptions.CommitFailedException if the pipe is not `base` any
    ///   more
    void replace(Pipe base, PipeDefinition definition);

    /// Gives `base` other settings; it goes on from where it is.
    ///
    /// @throws org.apache.iceberg.exceptions.CommitFailedException as [#replace]
    void alter(Pipe base, PipeSettings settings);

    /// @throws org.apache.iceberg.exceptions.CommitFailedException as [#replace]
    void drop(Pipe base);

    void pause(Pipe pipe);

    /// Makes a paused pipe run again; nothing where it is not paused.
    void resume(Pipe pipe);

    /// Runs a pipe now, in the calling thread, until nothing is left to load.
    ///
    /// @param loading does one run of the pipe
    /// @throws dev.tarn.engine.SqlException if it fails, is paused, or runs elsewhere for long
    LoadCounts refresh(Pipe pipe, Function<PipeDefinition, LoadCounts> loading);

    /// What a pipe is doing.
    enum State {
        RUNNING,
        /// For its next run.
        WAITING,
        PAUSED,
        /// Its last run failed; it tries again.
        FAILING
    }

    /// A pipe as it is now.
    ///
    /// @param version counts changes of its definition
    /// @param reason why it is in that state; may be empty
    /// @param nextRun null where none is to come, or one is going on
    /// @param lastRun when the last one ended that loaded something or failed
    /// @param files how many it has loaded since it was made
    record Pipe(
            String id,
            TableIdentifier name,
            long version,
            PipeDefinition definition,
            State state,
            String reason,
            @Nullable Instant nextRun,
            @Nullable Instant lastRun,
            long files,
            long rows) {}
}
