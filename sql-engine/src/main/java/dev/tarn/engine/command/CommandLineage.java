package dev.tarn.engine.command;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ColumnLineage;
import dev.tarn.engine.ColumnLineage.Kind;
import dev.tarn.engine.Session;
import dev.tarn.engine.physical.ColumnOrigins;
import dev.tarn.engine.physical.ColumnOrigins.Origin;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the columns that a command wrote were made of, as [ColumnOrigins] tells of its plans. That
/// a column stays as it is, where others of its row change, is not told.
public final class CommandLineage {
    /// Bounds what is kept of a statement over very wide tables.
    static final int MOST_EDGES = 2_000;

    /// Where a changed row is, and whether it is written again: the first columns of its plan.
    private static final int CHANGE_COLUMNS = 3;

    private final String target;
    private final Set<ColumnLineage> edges = new LinkedHashSet<>();

    private CommandLineage(String target) {
        this.target = target;
    }

    /// Of `command`, which is carried out; empty where it wrote no rows and no view. Of more than
    /// some thousand edges only the first.
    public static List<ColumnLineage> of(Command command, Catalogs catalogs, Session session) {
        Names names = new Names(catalogs, session);
        return switch (command) {
            case Command.Insert insert -> written(insert.name(), insert.rows());
            case Command.ReplacePartitions replace -> written(replace.name(), replace.rows());
            case Command.CreateTableAs create ->
                    create.withData()
                            ? written(names.full(create.table().name()), create.rows())
                            : List.of();
            case Command.ChangeRows change -> changed(change);
            case Command.CreateView create -> {
                CommandLineage lineage = new CommandLineage(names.full(create.name()));
                lineage.add(
                        create.query(),
                        0,
                        create.schema().columns().stream().map(Types.NestedField::name).toList());
                yield lineage.edges();
            }
            case Command.CopyInto copy -> loaded(names.full(copy.name()), copy.files());
            case Command.CreateTableFromFiles create ->
                    loaded(names.full(create.table().name()), create.files());
            case Command.CreateNamespace _,
                    Command.AlterNamespace _,
                    Command.DropNamespace _,
                    Command.Use _,
                    Command.CreateTable _,
                    Command.CreateTableLike _,
                    Command.DropTable _,
                    Command.UndropTable _,
                    Command.TruncateTable _,
                    Command.AlterTable _,
                    Command.AlterView _,
                    Command.Analyze _,
                    Command.Access _,
                    Command.DropView _,
                    Command.AppendGroup _,
                    Command.CreateFunction _,
                    Command.DropFunction _,
                    Command.CreatePipe _,
                    Command.DropPipe _,
                    Command.AlterPipe _,
                    Command.BeginTransaction _,
                    Command.Commit _,
                    Command.Rollback _,
                    Command.ChangeSession _,
                    Command.Call _ ->
                    List.of();
        };
    }

    /// How names that statements have are completed.
    private record Names(Catalogs catalogs, Session session) {
        String full(Name name) {
            return catalogs.table(name, session).toString();
        }
    }

    private static List<ColumnLineage> written(String target, Plan rows) {
        CommandLineage lineage = new CommandLineage(target);
        lineage.add(rows, 0, names(rows));
        return lineage.edges();
    }

    private static List<String> names(Plan rows) {
        return rows.output().stream().map(Field::name).toList();
    }

    private static List<ColumnLineage> changed(Command.ChangeRows change) {
        CommandLineage lineage = new CommandLineage(change.name());
        List<String> names = names(change.rows());
        int first = Math.min(CHANGE_COLUMNS, names.size());
        lineage.add(change.rows(), first, names.subList(first, names.size()));
        Plan added = change.added();
        if (added != null) {
            lineage.add(added, 0, names(added));
        }
        return lineage.edges();
    }

    private static List<ColumnLineage> loaded(String target, FileInput files) {
        return List.of(new ColumnLineage(target, null, files.location(), null, Kind.VALUE));
    }

    /// Adds what the columns of `plan` from `first` on, which are called `names`, are made of.
    private void add(Plan plan, int first, List<String> names) {
        ColumnOrigins origins = ColumnOrigins.of(plan);
        for (int i = 0; i < names.size(); i++) {
            String column = names.get(i);
            if (!MetadataColumns.isMetadataColumn(column)) {
                origins.values().get(first + i).forEach(from -> add(column, from, Kind.VALUE));
            }
        }
        origins.conditions().forEach(from -> add(null, from, Kind.CONDITION));
    }

    private void add(@Nullable String column, Origin from, Kind kind) {
        boolean isItself =
                from.table().equals(target)
                        && from.column() != null
                        && from.column().equals(column);
        if (!isItself && edges.size() < MOST_EDGES) {
            edges.add(new ColumnLineage(target, column, from.table(), from.column(), kind));
        }
    }

    private List<ColumnLineage> edges() {
        return new ArrayList<>(edges);
    }
}
