package dev.tarn.engine.plan.lower;

import dev.tarn.engine.expr.Expr;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Expressions with other expressions in the place of their columns or parameters, and computed as
/// far as these are known.
///
/// What fails when it is computed is left as it is; rows will tell. Owned by one thread.
public final class Replacing {
    private final IntFunction<? extends @Nullable Expr> columns;
    private final IntFunction<? extends @Nullable Expr> parameters;
    private final Folder folder;

    private Replacing(
            IntFunction<? extends @Nullable Expr> columns,
            IntFunction<? extends @Nullable Expr> parameters,
            Folder folder) {
        this.columns = columns;
        this.parameters = parameters;
        this.folder = folder;
    }

    /// @param columns what to put in the place of a column; null to leave it
    public static Replacing columns(IntFunction<? extends @Nullable Expr> columns, Folder folder) {
        return new Replacing(columns, _ -> null, folder);
    }

    /// @param parameters what to put in the place of a parameter; null to leave it
    public static Replacing parameters(
            IntFunction<? extends @Nullable Expr> parameters, Folder folder) {
        return new Replacing(_ -> null, parameters, folder);
    }

    public Expr in(Expr expr) {
        Expr replaced =
                switch (expr) {
                    case Expr.Column column -> {
                        Expr known = columns.apply(column.ordinal());
                        yield known == null ? column : known;
                    }
                    case Expr.Literal literal -> literal;
                    case Expr.Parameter parameter -> {
                        Expr known = parameters.apply(parameter.index());
                        yield known == null ? parameter : known;
                    }
                    case Expr.Call call -> new Expr.Call(call.function(), in(call.arguments()));
                    case Expr.Cast cast ->
                            new Expr.Cast(in(cast.operand()), cast.type(), cast.orNull());
                    case Expr.And and -> joined(and.operands(), true);
                    case Expr.Or or -> joined(or.operands(), false);
                    case Expr.Not not -> new Expr.Not(in(not.operand()));
                    case Expr.IsNull isNull -> new Expr.IsNull(in(isNull.operand()));
                    case Expr.In one -> new Expr.In(in(one.operand()), one.values(), one.orNull());
                    case Expr.Case of -> cases(of);
                    case Expr.Lambda lambda ->
                            new Expr.Lambda(
                                    lambda.parameterCount(),
                                    in(lambda.captured()),
                                    parameters(parameters, folder).in(lambda.body()));
                    case Expr.FieldAccess access ->
                            new Expr.FieldAccess(
                                    in(access.struct()), access.index(), access.type());
                };
        boolean isKnown =
                !replaced.parts().isEmpty()
                        && replaced.parts().stream().allMatch(Expr.Literal.class::isInstance);
        Expr.Literal literal = isKnown ? folder.fold(replaced) : null;
        return literal == null ? replaced : literal;
    }

    private List<Expr> in(List<Expr> exprs) {
        return exprs.stream().map(this::in).toList();
    }

    /// AND, of which operands that are true say nothing and one that is false says all; or OR, the
    /// other way round.
    private Expr joined(List<Expr> operands, boolean and) {
        List<Expr> rest = new ArrayList<>();
        for (Expr operand : operands) {
            Expr one = in(operand);
            if (!(one instanceof Expr.Literal literal) || literal.value() == null) {
                rest.add(one);
            } else if (!literal.value().equals(and)) {
                return literal;
            }
        }
        return switch (rest.size()) {
            case 0 -> new Expr.Literal(and, dev.tarn.columnar.DataType.BOOLEAN);
            case 1 -> rest.getFirst();
            default -> and ? new Expr.And(rest) : new Expr.Or(rest);
        };
    }

    private Expr cases(Expr.Case of) {
        List<Expr.Branch> branches = new ArrayList<>();
        for (Expr.Branch branch : of.branches()) {
            branches.add(new Expr.Branch(in(branch.condition()), in(branch.value())));
        }
        return new Expr.Case(branches, in(of.otherwise()), of.type());
    }
}
