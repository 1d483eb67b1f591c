package dev.tarn.engine.expr;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A bound scalar expression over the columns of one input.
///
/// SQL's three-valued logic holds: a predicate is true, false or null. [And], [Or] and [Case]
/// evaluate an operand only for the rows that need it, in order, so an error in a branch not taken
/// does not happen.
public sealed interface Expr {

    DataType type();

    /// The expressions that this is made of, one level down.
    default List<Expr> parts() {
        return switch (this) {
            case Column _, Literal _, Parameter _ -> List.of();
            case Call call -> call.arguments();
            case Cast cast -> List.of(cast.operand());
            case And and -> and.operands();
            case Or or -> or.operands();
            case Not not -> List.of(not.operand());
            case IsNull isNull -> List.of(isNull.operand());
            case In in -> List.of(in.operand());
            case FieldAccess access -> List.of(access.struct());
            case Lambda lambda -> lambda.captured();
            case Case of -> {
                List<Expr> parts = new ArrayList<>();
                for (Branch branch : of.branches()) {
                    parts.add(branch.condition());
                    parts.add(branch.value());
                }
                parts.add(of.otherwise());
                yield parts;
            }
        };
    }

    /// The ordinals of all columns that this reads, ascending.
    default Set<Integer> columns() {
        Set<Integer> columns = new TreeSet<>();
        if (this instanceof Column column) {
            columns.add(column.ordinal());
        }
        for (Expr part : parts()) {
            columns.addAll(part.columns());
        }
        return columns;
    }

    /// The input's column at `ordinal`.
    record Column(int ordinal, DataType type) implements Expr {
        @Override
        public String toString() {
            return "#" + ordinal;
        }
    }

    /// A known value; null is SQL NULL. Java forms: Boolean; Integer for the INT types (dates as
    /// days); Long for BIGINT, times and timestamps (in the type's unit); BigInteger for the
    /// unscaled value of any decimal; Float; Double; String; ByteBuffer for BINARY, FIXED, UUID and
    /// VARIANT.
    record Literal(@Nullable Object value, DataType type) implements Expr {
        @Override
        public String toString() {
            return switch (value) {
                case String text -> "'" + text + "'";
                case BigInteger unscaled when type instanceof DataType.Decimal decimal ->
                        new BigDecimal(unscaled, decimal.scale()).toPlainString();
                case null, default -> String.valueOf(value);
            };
        }
    }

    /// A value that is not known yet, and never null: that of the statement's question mark at
    /// `index`, counted from 0. Plans that are run have literals in the place of all of them.
    record Parameter(int index, DataType type) implements Expr {
        @Override
        public String toString() {
            return "?" + index;
        }
    }

    /// A function applied to arguments that already have its parameter types.
    record Call(ScalarFunction function, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public DataType type() {
            return function.resultType();
        }

        @Override
        public String toString() {
            return function.name() + arguments;
        }
    }

    /// A conversion; where a value cannot be converted, an error, or NULL if `orNull` (TRY_CAST).
    record Cast(Expr operand, DataType type, boolean orNull) implements Expr {
        @Override
        public String toString() {
            return (orNull ? "try_cast(" : "cast(") + operand + " as " + type + ")";
        }
    }

    /// True if all are, false if one is, else null.
    record And(List<Expr> operands) implements Expr {
        public And {
            operands = List.copyOf(operands);
        }

        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }
    }

    /// True if one is, false if all are, else null.
    record Or(List<Expr> operands) implements Expr {
        public Or {
            operands = List.copyOf(operands);
        }

        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }
    }

    /// Null stays null.
    record Not(Expr operand) implements Expr {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }
    }

    /// Never null itself.
    record IsNull(Expr operand) implements Expr {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }
    }

    /// SQL's IN over a list of non-null literals of the operand's type; null if the operand is
    /// null, or if the list held a null (`orNull`) and no value matched.
    record In(Expr operand, List<Literal> values, boolean orNull) implements Expr {
        public In {
            values = List.copyOf(values);
        }

        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }
    }

    /// The value of the first branch whose condition is true, else `otherwise`. All values have
    /// `type`.
    record Case(List<Branch> branches, Expr otherwise, DataType type) implements Expr {
        public Case {
            branches = List.copyOf(branches);
        }
    }

    /// A condition and the value it leads to.
    record Branch(Expr condition, Expr value) {}

    /// An argument that a function computes itself, as often as it likes: `body`, over columns of
    /// its own, which are the parameters and then the values of `captured`. Those are over the
    /// columns of the expression around. Its type is that of what the body gives.
    record Lambda(int parameterCount, List<Expr> captured, Expr body) implements Expr {
        public Lambda {
            captured = List.copyOf(captured);
        }

        @Override
        public DataType type() {
            return body.type();
        }
    }

    /// The field at `index` of a struct; null where the struct is.
    record FieldAccess(Expr struct, int index, DataType type) implements Expr {}
}
