package dev.tarn.engine.parse;

import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.ViewColumn;

import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// One parsed statement. What needs no names or types of tables is a [Command] already.
public sealed interface Syntax {

    record Query(SqlNode query) implements Syntax {}

    /// INSERT; `partition` are columns that have a value for all rows, or null where the source
    /// gives it. The rest are those of `columns`, or of all the table's columns where that is
    /// empty, in this order, or by the names they have in the source where `byName` is set.
    record Insert(
            Name table,
            List<PartitionValue> partition,
            List<Name> columns,
            boolean byName,
            Replaced replaced,
            SqlNode source)
            implements Syntax {
        public Insert {
            partition = List.copyOf(partition);
            columns = List.copyOf(columns);
        }
    }

    /// What PARTITION says of one column.
    record PartitionValue(Name column, @Nullable SqlNode value) {}

    /// Which rows INSERT takes away.
    sealed interface Replaced {
        /// None.
        record Nothing() implements Replaced {}

        /// OVERWRITE: all, or those of the partition.
        record Partition() implements Replaced {}

        /// REPLACE WHERE: those for which the condition is true.
        record Where(SqlNode condition) implements Replaced {}
    }

    /// DELETE; without `condition` of all rows.
    record Delete(Name table, @Nullable String alias, @Nullable SqlNode condition)
            implements Syntax {}

    /// UPDATE; `values` are those of `columns`.
    record Update(
            Name table,
            @Nullable String alias,
            List<Name> columns,
            List<SqlNode> values,
            @Nullable SqlNode condition)
            implements Syntax {
        public Update {
            columns = List.copyOf(columns);
            values = List.copyOf(values);
        }
    }

    /// MERGE; a row of `source`, a table or query with its name, matches those of the table for
    /// which `condition` is true.
    record Merge(
            Name table,
            @Nullable String alias,
            SqlNode source,
            SqlNode condition,
            List<MergeClause> clauses)
            implements Syntax {
        public Merge {
            clauses = List.copyOf(clauses);
        }
    }

    /// What MERGE does with a row that no clause before took and that meets `condition`, where
    /// there is one.
    record MergeClause(Match match, @Nullable SqlNode condition, MergeAction action) {}

    /// Which rows a clause of MERGE is about: pairs of rows, rows of the source that match none, or
    /// rows of the table that none matches.
    enum Match {
        MATCHED,
        NOT_MATCHED,
        NOT_MATCHED_BY_SOURCE
    }

    /// What a clause of MERGE does.
    sealed interface MergeAction {
        /// The expressions it writes.
        default List<SqlNode> values() {
            return List.of();
        }

        /// `values` are those of `columns`.
        record Update(List<Name> columns, List<SqlNode> values) implements MergeAction {
            public Update {
                columns = List.copyOf(columns);
                values = List.copyOf(values);
            }
        }

        /// Every column from that of its name in the source.
        record UpdateAll() implements MergeAction {}

        /// `values` are those of `columns`; of all columns of the table, where that is empty.
        record Insert(List<Name> columns, List<SqlNode> values) implements MergeAction {
            public Insert {
                columns = List.copyOf(columns);
                values = List.copyOf(values);
            }
        }

        /// Every column from that of its name in the source.
        record InsertAll() implements MergeAction {}

        record Delete() implements MergeAction {}
    }

    record CreateTableAs(Command.TableDefinition table, SqlNode query, boolean withData)
            implements Syntax {}

    /// CREATE VIEW, or ALTER VIEW … AS. Without `columns` the query names them.
    record CreateView(
            Name name,
            Command.Existence existence,
            List<ViewColumn> columns,
            List<Property> properties,
            SqlNode query,
            Position queryStart)
            implements Syntax {
        public CreateView {
            columns = List.copyOf(columns);
            properties = List.copyOf(properties);
        }
    }

    /// CREATE FUNCTION; `deterministic` is null where the text does not say it.
    record CreateFunction(
            Name name,
            Command.Existence existence,
            FunctionSignature signature,
            @Nullable Boolean deterministic,
            boolean nullOnNull,
            @Nullable String comment,
            SqlNode body,
            Position bodyStart)
            implements Syntax {}

    /// CREATE PIPE; the text of `copy` starts at `copyStart`.
    record CreatePipe(
            Name name,
            Command.Existence existence,
            @Nullable String comment,
            List<Property> settings,
            Command.CopyInto copy,
            Position copyStart)
            implements Syntax {
        public CreatePipe {
            settings = List.copyOf(settings);
        }
    }

    /// EXPLAIN; `analyze` runs the statement, which is a query.
    record Explain(Syntax statement, boolean analyze, Explained what, boolean json)
            implements Syntax {}

    /// What EXPLAIN tells.
    enum Explained {
        PLAN,

        /// No more than whether the statement is right.
        VALIDITY,

        /// The tables that are read and written, as JSON.
        IO
    }

    /// PREPARE; the statement's text starts at `start`.
    record Prepare(String name, Position start) implements Syntax {}

    record Execute(Name name, List<SqlNode> arguments) implements Syntax {
        public Execute {
            arguments = List.copyOf(arguments);
        }
    }

    record ExecuteImmediate(String sql, List<SqlNode> arguments) implements Syntax {
        public ExecuteImmediate {
            arguments = List.copyOf(arguments);
        }
    }

    record DescribeInput(Name name) implements Syntax {}

    record DescribeOutput(Name name) implements Syntax {}

    /// SHOW and DESCRIBE; `name` is of a catalog, namespace or table, as the kind wants.
    record Show(Kind kind, @Nullable Name name, @Nullable String pattern) implements Syntax {

        /// What is shown.
        public enum Kind {
            CATALOGS,
            SCHEMAS,
            TABLES,
            VIEWS,
            COLUMNS,
            CREATE_TABLE,
            CREATE_VIEW,
            CREATE_SCHEMA,
            CREATE_FUNCTION,
            TBLPROPERTIES,
            FUNCTIONS,
            FUNCTION,
            CREATE_PIPE,
            PIPES,
            PIPE,
            SESSION
        }
    }

    /// SHOW STATS of the rows of a query, which may be all of a table.
    record ShowStats(SqlNode query) implements Syntax {}

    /// CALL; or ALTER TABLE … EXECUTE, or OPTIMIZE, of a procedure for `table`, with the rows that
    /// the text `condition` says.
    record Call(
            Name name, List<Argument> arguments, @Nullable Name table, @Nullable String condition)
            implements Syntax {
        // Not compact: javac leaves type annotations out of class files for compact constructors.
        public Call(
                Name name,
                List<Argument> arguments,
                @Nullable Name table,
                @Nullable String condition) {
            this.name = name;
            this.arguments = List.copyOf(arguments);
            this.table = table;
            this.condition = condition;
        }
    }

    /// An argument of CALL, by name or by position.
    record Argument(@Nullable String name, SqlNode value) {}

    record SetSession(Name name, SqlNode value) implements Syntax {}

    /// SET TIME ZONE; null is the client's own zone.
    record SetTimeZone(@Nullable SqlNode zone) implements Syntax {}

    /// SET ROLE, of one role, all or none of them.
    record SetRole(String role) implements Syntax {}

    record Do(Command command) implements Syntax {}
}
