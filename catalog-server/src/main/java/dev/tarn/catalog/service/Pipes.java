package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.PipeRow;
import dev.tarn.catalog.store.RowLock;
import dev.tarn.catalog.store.TaskRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Pipes, each with the task that does its work: both are made, changed and removed at once. Their
/// names are apart from those of tables. What a definition says is for whoever runs pipes to know.
///
/// Nothing is granted on a pipe: what holds for its namespace holds for it.
public final class Pipes {
    /// What tasks of pipes say they are.
    public static final String KIND = "pipe";

    /// More pipes than that, in a namespace or a warehouse, are not listed.
    public static final int MOST_LISTED = 10_000;

    private final CatalogContext context;
    private final Upkeep upkeep;

    Pipes(CatalogContext context, Upkeep upkeep) {
        this.context = context;
        this.upkeep = upkeep;
    }

    /// The pipes of a namespace in order of name; none where the caller may not see all in it.
    public List<Pipe> list(Namespace namespace) {
        NamespaceRow row = context.namespace(namespace);
        return context.permits().grants().seesAllIn(row.path())
                ? withTasks(context.store().pipes().list(row.id(), MOST_LISTED))
                : List.of();
    }

    /// All pipes of the warehouse by namespace and name. Checks nobody: that is for the door to do.
    public List<PipeRow> listAll() {
        return context.store().pipes().listAll(MOST_LISTED);
    }

    /// The pipe whose task has that id. Checks nobody: that is for who runs it to do.
    public Optional<Pipe> findById(String id) {
        return context.store().pipes().findById(id).flatMap(this::withTask);
    }

    /// The pipe of that name, if the caller may see it.
    public Optional<Pipe> find(TableIdentifier identifier) {
        NamespaceRow namespace = context.namespace(identifier.namespace());
        return context.store()
                .pipes()
                .find(namespace.id(), identifier.name())
                .filter(_ -> context.permits().grants().seesAllIn(namespace.path()))
                .flatMap(this::withTask);
    }

    private List<Pipe> withTasks(List<PipeRow> rows) {
        List<Pipe> pipes = new ArrayList<>();
        rows.forEach(row -> withTask(row).ifPresent(pipes::add));
        return pipes;
    }

    /// Empty for one that was dropped since it was read.
    private Optional<Pipe> withTask(PipeRow row) {
        TableIdentifier name = NamespacePaths.identifier(row.namespacePath(), row.name());
        return upkeep.tasks().find(row.id()).map(task -> new Pipe(name, row, task));
    }

    /// @throws AlreadyExistsException when the namespace has a pipe of that name
    public void create(TableIdentifier identifier, String definition, Mutation mutation) {
        NamePolicy.check("pipe name", identifier.name());
        NamespaceRow namespace = context.namespace(identifier.namespace(), Privilege.CREATE);
        write(
                mutation,
                change -> {
                    boolean isThere =
                            change.transaction()
                                    .lockNamespace(namespace.path(), RowLock.KEEP)
                                    .filter(now -> now.id().equals(namespace.id()))
                                    .isPresent();
                    if (!isThere) {
                        throw CatalogContext.noSuchNamespace(identifier.namespace());
                    }
                    insert(change, namespace, identifier, definition);
                });
    }

    private static void insert(
            Change change, NamespaceRow namespace, TableIdentifier identifier, String definition) {
        PipeRow row =
                new PipeRow(
                        UUID.randomUUID().toString(),
                        namespace.id(),
                        namespace.path(),
                        identifier.name(),
                        definition,
                        0,
                        change.atMillis(),
                        change.atMillis());
        if (!change.transaction().pipes().insert(row)) {
            throw new AlreadyExistsException("Pipe already exists: %s", identifier);
        }
        TaskRow.Order order =
                new TaskRow.Order(
                        row.id(), change.warehouseId(), KIND, row.id(), identifier.toString(), "");
        change.transaction().insertTask(TaskRow.of(order, change.atMillis()));
        change.pipeEvent("create-pipe", row);
    }

    /// Puts another pipe in the place of `base`, which has run never yet.
    ///
    /// @throws CommitFailedException when the pipe is not `base` any more
    public void replace(Pipe base, String definition, Mutation mutation) {
        check(base, Privilege.ALTER);
        NamespaceRow namespace = context.namespace(base.name().namespace());
        write(
                mutation,
                change -> {
                    delete(change, base);
                    insert(change, namespace, base.name(), definition);
                });
    }

    /// Gives `base` another definition. It goes on from where it is, and is due, as it may have to
    /// be earlier now.
    ///
    /// @throws CommitFailedException when the pipe is not `base` any more
    public void alter(Pipe base, String definition, Mutation mutation) {
        check(base, Privilege.ALTER);
        write(
                mutation,
                change -> {
                    PipeRow next = base.row().withDefinition(definition, change.atMillis());
                    if (!change.transaction().pipes().replace(next)) {
                        throw changed(base);
                    }
                    change.transaction().wakeTask(next.id(), change.atMillis());
                    change.pipeEvent("alter-pipe", next);
                });
    }

    /// @throws CommitFailedException when the pipe is not `base` any more
    public void drop(Pipe base, Mutation mutation) {
        check(base, Privilege.DROP);
        write(
                mutation,
                change -> {
                    delete(change, base);
                    change.pipeEvent("drop-pipe", base.row());
                });
    }

    private static void delete(Change change, Pipe base) {
        if (!change.transaction().pipes().delete(base.row().id(), base.row().version())) {
            throw changed(base);
        }
        change.transaction().deleteTask(base.row().id());
    }

    /// Takes the pipe from whoever runs it, until it is resumed. What runs now may come to its end.
    public void pause(Pipe pipe, String reason, Mutation mutation) {
        check(pipe, Privilege.ALTER);
        write(
                mutation,
                change -> {
                    if (change.transaction()
                            .pauseTask(pipe.row().id(), reason, change.atMillis())) {
                        change.pipeEvent("pause-pipe", pipe.row());
                    }
                });
    }

    /// Makes a paused pipe due.
    public void resume(Pipe pipe, Mutation mutation) {
        check(pipe, Privilege.ALTER);
        write(
                mutation,
                change -> {
                    if (change.transaction().resumeTask(pipe.row().id(), change.atMillis())) {
                        change.pipeEvent("resume-pipe", pipe.row());
                    }
                });
    }

    /// Whether the caller may have the pipe run.
    public void checkMayRun(Pipe pipe) {
        check(pipe, Privilege.ALTER);
    }

    private void check(Pipe pipe, Privilege needed) {
        Grants grants = context.permits().grants();
        if (!grants.allows(new Securable.InNamespace(pipe.row().namespacePath()), needed)) {
            throw Permits.denied(Permits.set(needed), "pipe " + pipe.name());
        }
    }

    private interface Work {
        void apply(Change change);
    }

    private void write(Mutation mutation, Work work) {
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            work.apply(change);
                            return change;
                        });
    }

    private static CommitFailedException changed(Pipe pipe) {
        return new CommitFailedException("Pipe %s was changed meanwhile", pipe.name());
    }
}
