package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.StoredPipes;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeCatalog.Pipe;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.spi.PipeSettings;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.Existence;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/// CREATE PIPE, ALTER PIPE and DROP PIPE. Who makes a pipe is its owner, in whose name it loads; to
/// replace one is to make another.
final class PipeCommands {
    private static final Set<String> OWN_SETTINGS =
            Set.of(PipeSettings.MAX_FILES, PipeSettings.MAX_BYTES, PipeSettings.SETTLE);

    private PipeCommands() {}

    private static StoredPipes stored(Name name, CommandContext context) {
        return StoredPipes.of(name, context.catalogs(), context.session());
    }

    static CommandResult create(Command.CreatePipe create, CommandContext context) {
        StoredPipes stored = stored(create.name(), context);
        stored.place().requireNamespace(create.name().position());
        Pipe existing = stored.find();
        if (existing != null && create.existence() == Existence.NEW_UNLESS_THERE) {
            return CommandResult.DONE;
        }
        if (existing != null && create.existence() == Existence.NEW) {
            throw new SqlException(
                    ErrorCode.ALREADY_EXISTS,
                    "Pipe '%s' already exists".formatted(stored.place()),
                    create.name().position(),
                    null);
        }
        PipeDefinition definition = definition(create, context.session());
        unplaced(() -> {
            CopyFiles.check(copy(definition, context), context);
            return definition;
        });
        if (existing == null) {
            stored.pipes().create(stored.place().identifier(), definition);
        } else {
            stored.pipes().replace(existing, definition);
        }
        return CommandResult.DONE;
    }

    private static PipeDefinition definition(Command.CreatePipe create, Session session) {
        checkFiles(create.copy().files());
        return new PipeDefinition(
                session.user(),
                session.usedRoles(),
                session.catalog(),
                session.namespace(),
                session.zone(),
                create.comment(),
                settings(PipeSettings.DEFAULT, create.settings()),
                create.text());
    }

    /// A pipe is for files that are still to come, whichever server looks for them.
    private static void checkFiles(FileInput files) {
        String location = files.location();
        if (!location.startsWith("/") && !location.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")) {
            throw refused(
                    files,
                    "A pipe runs in any server and takes a whole path, from / or with a scheme, not '%s'"
                            .formatted(location));
        }
        if (!location.endsWith("/") && !location.matches("(?s).*[*?{\\[].*")) {
            throw refused(
                    files,
                    "A pipe loads the files of a directory, whose name ends in /, or of a glob, not '%s'"
                            .formatted(location));
        }
        for (Property option : files.options()) {
            String name = option.name().toLowerCase(Locale.ROOT);
            if (OWN_SETTINGS.contains(name)) {
                throw refused(
                        files,
                        "%s is a setting of the pipe: WITH (%s = …) stands before AS"
                                .formatted(option.name(), name));
            }
            if (name.equals("force")) {
                throw refused(files, "A pipe loads each file once: its COPY INTO takes no FORCE");
            }
        }
    }

    private static SqlException refused(FileInput files, String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message, files.position(), null);
    }

    private static PipeSettings settings(PipeSettings base, List<Property> given) {
        PipeSettings settings = base;
        for (Property one : given) {
            try {
                settings = changed(settings, one);
            } catch (IllegalArgumentException e) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        String.valueOf(e.getMessage()),
                        one.position(),
                        e);
            }
        }
        return settings;
    }

    private static PipeSettings changed(PipeSettings of, Property one) {
        return switch (one.name().toLowerCase(Locale.ROOT)) {
            case PipeSettings.INTERVAL ->
                    new PipeSettings(
                            CopyOptions.duration(one), of.settle(), of.maxFiles(), of.maxBytes());
            case PipeSettings.SETTLE ->
                    new PipeSettings(
                            of.interval(), CopyOptions.duration(one), of.maxFiles(), of.maxBytes());
            case PipeSettings.MAX_FILES ->
                    new PipeSettings(
                            of.interval(), of.settle(), CopyOptions.count(one), of.maxBytes());
            case PipeSettings.MAX_BYTES ->
                    new PipeSettings(
                            of.interval(), of.settle(), of.maxFiles(), CopyOptions.bytes(one));
            default ->
                    throw new IllegalArgumentException(
                            "A pipe has no setting '%s'; there are %s"
                                    .formatted(one.name(), of.texts().keySet()));
        };
    }

    /// What one run of a pipe does.
    private static Command.CopyInto copy(PipeDefinition definition, CommandContext context) {
        return (Command.CopyInto)
                context.planner().plan(definition.session(), definition.statement(), List.of());
    }

    static CommandResult drop(Command.DropPipe drop, CommandContext context) {
        StoredPipes stored = stored(drop.name(), context);
        if (drop.ifExists() && stored.find() == null) {
            return CommandResult.DONE;
        }
        stored.pipes().drop(stored.require());
        return CommandResult.DONE;
    }

    static CommandResult alter(Command.AlterPipe alter, CommandContext context) {
        StoredPipes stored = stored(alter.name(), context);
        Pipe pipe = stored.require();
        switch (alter.action()) {
            case PAUSE -> stored.pipes().pause(pipe);
            case RESUME -> stored.pipes().resume(pipe);
            case SET ->
                    stored.pipes()
                            .alter(pipe, settings(pipe.definition().settings(), alter.settings()));
            case REFRESH -> {
                return CopyResult.of(
                        stored.pipes().refresh(pipe, definition -> run(definition, context)));
            }
        }
        return CommandResult.DONE;
    }

    /// One run, in the name of the pipe's owner.
    private static LoadCounts run(PipeDefinition definition, CommandContext context) {
        CommandContext inName = context.others().apply(definition.session());
        return unplaced(() -> CopyFiles.load(copy(definition, inName), inName));
    }

    /// Errors of a run have places in its own text, which is not that of the statement at hand.
    private static <T> T unplaced(Supplier<T> work) {
        try {
            return work.get();
        } catch (SqlException e) {
            throw new SqlException(e.code(), String.valueOf(e.getMessage()), null, e);
        }
    }
}
