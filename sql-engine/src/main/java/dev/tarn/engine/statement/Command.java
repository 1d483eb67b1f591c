package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Something to do rather than rows to compute; `command` carries it out.
public sealed interface Command extends Statement {

    /// What Trino's clients are told was done, for example `CREATE TABLE`.
    String updateType();

    record CreateNamespace(Name name, boolean ifNotExists, List<Property> properties)
            implements Command {
        @Override
        public String updateType() {
            return "CREATE SCHEMA";
        }
    }

    record DropNamespace(Name name, boolean ifExists, boolean cascade) implements Command {
        @Override
        public String updateType() {
            return "DROP SCHEMA";
        }
    }

    /// Creates an empty table.
    record CreateTable(TableDefinition table) implements Command {
        @Override
        public String updateType() {
            return "CREATE TABLE";
        }
    }

    /// Creates an empty table with the columns of another, and with its partitions, order and
    /// properties where `withProperties` is true and the definition has none of its own.
    record CreateTableLike(TableDefinition table, Name source, boolean withProperties)
            implements Command {
        @Override
        public String updateType() {
            return "CREATE TABLE";
        }
    }

    /// Creates a table that holds the rows of files, whose columns are inferred.
    record CreateTableFromFiles(TableDefinition table, FileInput files) implements Command {
        @Override
        public String updateType() {
            return "CREATE TABLE";
        }
    }

    /// Creates a table that holds the rows of `rows`, or an empty one with its columns where
    /// `withData` is false.
    record CreateTableAs(TableDefinition table, Plan rows, boolean withData) implements Command {
        @Override
        public String updateType() {
            return "CREATE TABLE";
        }
    }

    record DropTable(Name name, boolean ifExists, boolean purge) implements Command {
        @Override
        public String updateType() {
            return "DROP TABLE";
        }
    }

    /// Brings back the table dropped last under that name.
    ///
    /// @param as the name it gets; null for the one it had
    record UndropTable(Name name, @Nullable Name as) implements Command {
        @Override
        public String updateType() {
            return "UNDROP TABLE";
        }
    }

    record AlterTable(Name name, boolean ifExists, List<TableChange> changes) implements Command {
        public AlterTable {
            changes = List.copyOf(changes);
        }

        @Override
        public String updateType() {
            return "ALTER TABLE";
        }
    }

    /// Removes all rows, in a snapshot of its own.
    record TruncateTable(Name name) implements Command {
        @Override
        public String updateType() {
            return "TRUNCATE TABLE";
        }
    }

    /// Appends the rows of `rows`, whose columns are the table's.
    record Insert(String name, Table table, Destination to, Plan rows) implements Command {
        @Override
        public String updateType() {
            return "INSERT";
        }
    }

    /// Appends the rows of several requests in one snapshot, but for those that were appended
    /// before, and tells each once it is there.
    record AppendGroup(
            Name name, List<RowRequest> requests, BiConsumer<RowRequest, RowRequest.Answer> answers)
            implements Command {
        public AppendGroup {
            requests = List.copyOf(requests);
        }

        @Override
        public String updateType() {
            return "INSERT";
        }
    }

    /// Puts the rows of `rows`, whose columns are the table's, in the place of all rows of the
    /// partitions that they are in.
    record ReplacePartitions(String name, Table table, Destination to, Plan rows)
            implements Command {
        @Override
        public String updateType() {
            return "INSERT";
        }
    }

    /// Changes rows of `table` in `to`, as of the snapshot that `rows` reads it at: those that
    /// `rows` says, in the form of [Plan.TableWrite#changes], with `columns` in what is written;
    /// and appends those of `added`, whose columns are the table's.
    ///
    /// @param read what of the condition metadata can use: rows that others write and that meet it
    ///   matter
    /// @param kept what metadata can tell of rows that stay as they are: where it rules them out,
    ///   all rows are taken away
    record ChangeRows(
            Kind kind,
            String name,
            Table table,
            Destination to,
            @Nullable Long snapshotId,
            Schema columns,
            Plan rows,
            @Nullable Plan added,
            Expression read,
            Expression kept)
            implements Command {
        /// What was asked for, which decides on the table properties that hold.
        public enum Kind {
            DELETE,
            UPDATE,
            MERGE,

            /// INSERT in the place of others.
            REPLACE
        }

        @Override
        public String updateType() {
            return kind == Kind.REPLACE ? "INSERT" : kind.name();
        }
    }

    /// Appends the rows of files to a table; without `columns`, a header or field names tell which
    /// column is which.
    record CopyInto(Name name, List<String> columns, FileInput files) implements Command {
        public CopyInto {
            columns = List.copyOf(columns);
        }

        @Override
        public String updateType() {
            return "COPY INTO";
        }
    }

    /// What CREATE does where something of that name is there, and ALTER where nothing is.
    enum Existence {
        /// It is an error that there is one.
        NEW,
        NEW_OR_REPLACED,
        NEW_UNLESS_THERE,
        /// It is an error that there is none.
        REPLACED,
        REPLACED_IF_THERE
    }

    /// Counts the different values of `columns`, of all that can be counted where that is null, and
    /// keeps what it found in the table's statistics.
    record Analyze(Name name, @Nullable List<String> columns) implements Command {
        public Analyze {
            columns = columns == null ? null : List.copyOf(columns);
        }

        @Override
        public String updateType() {
            return "ANALYZE";
        }
    }

    /// Creates a view or gives one another query, whose columns are called as `schema` says.
    ///
    /// @param dialects those besides ours in which `sql` says the same
    record CreateView(
            Name name,
            Existence existence,
            List<Property> properties,
            String sql,
            List<String> dialects,
            Plan query,
            Schema schema)
            implements Command {
        public CreateView {
            properties = List.copyOf(properties);
            dialects = List.copyOf(dialects);
        }

        /// The names that the columns have in the query.
        public List<String> queryColumns() {
            return query.output().stream().map(DataType.Field::name).toList();
        }

        @Override
        public String updateType() {
            return "CREATE VIEW";
        }
    }

    /// Renames a view, or sets and removes its properties: other changes there are none.
    record AlterView(Name name, boolean ifExists, List<TableChange> changes) implements Command {
        public AlterView {
            changes = List.copyOf(changes);
        }

        @Override
        public String updateType() {
            return "ALTER VIEW";
        }
    }

    record AlterNamespace(Name name, List<Property> set, List<String> unset) implements Command {
        public AlterNamespace {
            set = List.copyOf(set);
            unset = List.copyOf(unset);
        }

        @Override
        public String updateType() {
            return "ALTER SCHEMA";
        }
    }

    record Access(AccessCommand what) implements Command {
        @Override
        public String updateType() {
            return switch (what) {
                case AccessCommand.ChangeGrants change -> change.grants() ? "GRANT" : "REVOKE";
                case AccessCommand.ChangeRole change when change.user() != null ->
                        change.adds() ? "GRANT ROLES" : "REVOKE ROLES";
                case AccessCommand.ChangeRole change -> change.adds() ? "CREATE ROLE" : "DROP ROLE";
                case AccessCommand.ShowGrants _ -> "SHOW GRANTS";
                case AccessCommand.ShowRoles _ -> "SHOW ROLES";
            };
        }
    }

    record DropView(Name name, boolean ifExists) implements Command {
        @Override
        public String updateType() {
            return "DROP VIEW";
        }
    }

    /// Creates a function, or an overload of one: those of a name differ in the types they take.
    record CreateFunction(Name name, Existence existence, FunctionDefinition definition)
            implements Command {
        @Override
        public String updateType() {
            return "CREATE FUNCTION";
        }
    }

    /// Drops the overload that takes `types`; the only one where that is null.
    record DropFunction(Name name, boolean ifExists, @Nullable List<DataType> types)
            implements Command {
        public DropFunction {
            types = types == null ? null : List.copyOf(types);
        }

        @Override
        public String updateType() {
            return "DROP FUNCTION";
        }
    }

    /// Creates a pipe that does `copy` again and again, whose text is `text`.
    record CreatePipe(
            Name name,
            Existence existence,
            @Nullable String comment,
            List<Property> settings,
            CopyInto copy,
            String text)
            implements Command {
        public CreatePipe {
            settings = List.copyOf(settings);
        }

        @Override
        public String updateType() {
            return "CREATE PIPE";
        }
    }

    record DropPipe(Name name, boolean ifExists) implements Command {
        @Override
        public String updateType() {
            return "DROP PIPE";
        }
    }

    /// Changes how a pipe runs, or whether it does.
    ///
    /// @param settings those that SET changes
    record AlterPipe(Name name, Action action, List<Property> settings) implements Command {
        /// What is done to the pipe.
        public enum Action {
            PAUSE,
            RESUME,
            REFRESH,
            SET
        }

        public AlterPipe {
            settings = List.copyOf(settings);
        }

        @Override
        public String updateType() {
            return "ALTER PIPE";
        }
    }

    /// Only tells the client what to carry to its next statement.
    record ChangeSession(String updateType, List<SessionChange> changes) implements Command {
        public ChangeSession {
            changes = List.copyOf(changes);
        }
    }

    /// Begins a transaction.
    ///
    /// @param serializable whether what it reads must be as it was when it commits
    record BeginTransaction(boolean serializable, boolean readOnly) implements Command {
        @Override
        public String updateType() {
            return "START TRANSACTION";
        }
    }

    /// Commits the session's transaction.
    record Commit() implements Command {
        @Override
        public String updateType() {
            return "COMMIT";
        }
    }

    /// Ends the session's transaction without a trace.
    record Rollback() implements Command {
        @Override
        public String updateType() {
            return "ROLLBACK";
        }
    }

    record Use(Name name, boolean namespaceOnly) implements Command {
        @Override
        public String updateType() {
            return "USE";
        }
    }

    record Call(CatalogConnection catalog, Procedure procedure, Map<String, Object> arguments)
            implements Command {
        public Call {
            arguments = Map.copyOf(arguments);
        }

        @Override
        public String updateType() {
            return "CALL";
        }
    }

    /// What CREATE TABLE says of the table. Columns are empty where a query or files bring them.
    record TableDefinition(
            Name name,
            boolean replace,
            boolean ifNotExists,
            List<ColumnDefinition> columns,
            List<PartitionField> partitioning,
            List<SortField> order,
            List<Name> identifiers,
            @Nullable String comment,
            List<Property> properties,
            @Nullable Position position) {
        public TableDefinition {
            columns = List.copyOf(columns);
            partitioning = List.copyOf(partitioning);
            order = List.copyOf(order);
            identifiers = List.copyOf(identifiers);
            properties = List.copyOf(properties);
        }
    }
}
