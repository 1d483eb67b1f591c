package dev.tarn.engine.harness;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeCatalog;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.spi.PipeSettings;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Pipes of a catalog, in memory, which run when they are refreshed. Thread-safe.
public final class MemoryPipes implements PipeCatalog {
    private final Map<TableIdentifier, Pipe> pipes = new ConcurrentHashMap<>();

    private static Pipe pipe(TableIdentifier name, PipeDefinition definition) {
        return new Pipe(
                UUID.randomUUID().toString(),
                name,
                0,
                definition,
                State.WAITING,
                "",
                null,
                null,
                0,
                0);
    }

    private static Pipe changed(Pipe of, PipeDefinition definition, State state, LoadCounts more) {
        return new Pipe(
                of.id(),
                of.name(),
                of.version() + 1,
                definition,
                state,
                "",
                null,
                null,
                of.files() + more.filesLoaded(),
                of.rows() + more.rowsLoaded());
    }

    private void put(Pipe base, Pipe next) {
        if (!pipes.replace(base.name(), base, next)) {
            throw new CommitFailedException("Pipe %s was changed meanwhile", base.name());
        }
    }

    @Override
    public List<Pipe> list(Namespace namespace) {
        return pipes.values().stream()
                .filter(pipe -> pipe.name().namespace().equals(namespace))
                .sorted(Comparator.comparing(pipe -> pipe.name().name()))
                .toList();
    }

    @Override
    public @Nullable Pipe find(TableIdentifier name) {
        return pipes.get(name);
    }

    @Override
    public void create(TableIdentifier name, PipeDefinition definition) {
        if (pipes.putIfAbsent(name, pipe(name, definition)) != null) {
            throw new AlreadyExistsException("Pipe already exists: %s", name);
        }
    }

    @Override
    public void replace(Pipe base, PipeDefinition definition) {
        put(base, pipe(base.name(), definition));
    }

    @Override
    public void alter(Pipe base, PipeSettings settings) {
        PipeDefinition definition = base.definition().withSettings(settings);
        put(base, changed(base, definition, base.state(), LoadCounts.NONE));
    }

    @Override
    public void drop(Pipe base) {
        if (!pipes.remove(base.name(), base)) {
            throw new CommitFailedException("Pipe %s was changed meanwhile", base.name());
        }
    }

    @Override
    public void pause(Pipe pipe) {
        put(pipe, changed(pipe, pipe.definition(), State.PAUSED, LoadCounts.NONE));
    }

    @Override
    public void resume(Pipe pipe) {
        put(pipe, changed(pipe, pipe.definition(), State.WAITING, LoadCounts.NONE));
    }

    @Override
    public LoadCounts refresh(Pipe pipe, Function<PipeDefinition, LoadCounts> loading) {
        if (pipe.state() == State.PAUSED) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED, "Pipe %s is paused".formatted(pipe.name()));
        }
        LoadCounts counts = loading.apply(pipe.definition());
        put(pipe, changed(pipe, pipe.definition(), State.WAITING, counts));
        return counts;
    }
}
