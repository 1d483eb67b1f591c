package dev.tarn.engine.eval;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.Vector;

import java.util.List;

/// Which parts of a tree come as dictionaries and which as constants, one bit each.
record Encodings(long dictionaries, long constants) {

    static Encodings of(List<Vector> parts) {
        long dictionaries = 0;
        long constants = 0;
        for (int part = 0; part < parts.size(); part++) {
            switch (parts.get(part)) {
                case ConstantVector _ -> constants |= 1L << part;
                case DictionaryVector coded
                        when coded.dictionary().length() <= CallNode.MAX_PEELED_ENTRIES ->
                        dictionaries |= 1L << part;
                default -> {}
            }
        }
        return new Encodings(dictionaries, constants);
    }

    /// Whether what needs `parts` is one value for all rows.
    boolean areConstant(long parts) {
        return parts != 0 && (parts & ~constants) == 0;
    }

    /// Whether `term` has kernels compute it for the entries of one dictionary: a part that is one,
    /// or a call of such a term and otherwise constants.
    boolean isChain(Term term) {
        return switch (term) {
            case Term.Part part -> (part.parts() & dictionaries) != 0;
            case Term.Constant _ -> false;
            case Term.Call call -> {
                List<Term> varying =
                        call.operands().stream()
                                .filter(operand -> (operand.parts() & ~constants) != 0)
                                .toList();
                yield varying.size() == 1 && isChain(varying.getFirst());
            }
        };
    }
}
