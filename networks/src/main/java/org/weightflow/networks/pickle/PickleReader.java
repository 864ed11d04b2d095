package org.weightflow.networks.pickle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

/**
 * Reads a pickle of protocol 2 to 5 as data.
 * <p>It follows the instructions that PyTorch's checkpoints are made of and builds dicts, lists, tuples, numbers and text, and
 * what a {@link Vocabulary} says its names stand for; any other instruction or name is refused. There is no reflection, and
 * nothing is taken for a length before so many bytes are there. What a pickle can cost is bounded: 64 MiB of instructions, a
 * million values at work, remembered or made, two million contained, text of 1 MiB, containers 64 deep.
 * <p>Values are Boolean, Long, BigInteger beyond 64 bits, Double, String, null for None, {@link PickleDict}, {@link PickleList},
 * {@link PickleTuple}, and those of the vocabulary.
 */
public final class PickleReader {
    /** Longest pickle in bytes. */
    public static final int LARGEST = 64 << 20;

    private static final int MOST_REMEMBERED = 1_000_000;
    private static final int MOST_MADE = 1_000_000;
    private static final int MOST_CONTAINED = 2_000_000;

    /** An OrderedDict is empty, or takes a list of pairs, as Python 2 wrote it. */
    private static final Vocabulary.Constructor ORDERED_DICT = arguments -> {
        PickleDict dict = new PickleDict(true);
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.size() != 1 || !(arguments.get(0) instanceof PickleList pairs)) {
            throw new IllegalArgumentException("OrderedDict takes nothing or a list of pairs");
        }
        for (Object pair : pairs.items()) {
            List<Object> two = pair instanceof PickleList list
                    ? list.items()
                    : pair instanceof PickleTuple tuple ? tuple.items() : List.of();
            if (two.size() != 2) {
                throw new IllegalArgumentException("OrderedDict takes pairs, not " + PickleMessages.kind(pair));
            }
            dict.put(two.get(0), two.get(1));
        }
        return dict;
    };

    private final Path file;
    private final PickleInput in;
    private final Vocabulary vocabulary;
    private final PickleStack stack = new PickleStack();
    private final Map<Long, Object> memo = new HashMap<>();
    private int made;
    private int contained;

    private PickleReader(Path file, PickleInput in, Vocabulary vocabulary) {
        this.file = file;
        this.in = in;
        this.vocabulary = vocabulary;
    }

    /**
     * Reads one pickle; {@code in} is then positioned behind it.
     *
     * @param file  where it is from, for messages
     * @param where what it is, such as {@code data.pkl}, for messages, which give positions in {@code in}
     * @throws CheckpointFormatException naming the instruction, its position and the rule that it breaks
     */
    public static Object read(Path file, String where, ByteBuffer in, Vocabulary vocabulary)
            throws CheckpointFormatException {
        int length = Math.min(in.remaining(), LARGEST);
        PickleInput bytes = new PickleInput(in.duplicate().limit(in.position() + length));
        Object value = new PickleReader(file, bytes, vocabulary).run(where);
        in.position(bytes.position());
        return value;
    }

    private Object run(String where) throws CheckpointFormatException {
        int start = in.position();
        boolean cut = in.remaining() == LARGEST;
        int at = start;
        Opcode opcode = null;
        try {
            while (true) {
                at = in.position();
                opcode = null;
                byte code = in.next();
                opcode = Opcode.of(code);
                require(opcode != null, () -> "0x%02x is no opcode".formatted(code));
                require(
                        (opcode == Opcode.PROTO) == (at == start),
                        () -> "a pickle has PROTO at its start and nowhere else");
                if (opcode == Opcode.STOP) {
                    return stack.only();
                }
                follow(opcode);
            }
        } catch (BufferUnderflowException e) {
            String rule =
                    cut ? "the pickle is longer than " + LARGEST + " bytes" : "the pickle ends before it is complete";
            throw new CheckpointFormatException(file, place(where, at, opcode) + rule, e);
        } catch (IllegalArgumentException e) {
            throw new CheckpointFormatException(file, place(where, at, opcode) + e.getMessage(), e);
        }
    }

    private static String place(String where, int at, Opcode opcode) {
        return where + ", byte " + at + ": " + (opcode == null ? "" : "opcode " + opcode + ": ");
    }

    private void follow(Opcode opcode) {
        switch (opcode) {
            case PROTO -> {
                int protocol = in.unsignedByte();
                require(protocol >= 2 && protocol <= 5, () -> "protocol " + protocol + " is not 2 to 5");
            }
            case FRAME -> {
                long length = in.int64();
                require(
                        length >= 0 && length <= in.remaining(),
                        () -> "a frame of " + Long.toUnsignedString(length) + " bytes reaches behind the end");
            }
            case NONE -> stack.push(null);
            case NEWTRUE -> stack.push(true);
            case NEWFALSE -> stack.push(false);
            case BININT -> stack.push((long) in.int32());
            case BININT1 -> stack.push((long) in.unsignedByte());
            case BININT2 -> stack.push((long) Short.toUnsignedInt(in.int16()));
            case LONG1 -> stack.push(in.wholeNumber(in.unsignedByte()));
            case BINFLOAT -> stack.push(in.float64());
            case BINUNICODE -> stack.push(in.text(in.unsignedInt32()));
            case SHORT_BINUNICODE, SHORT_BINSTRING -> stack.push(in.text(in.unsignedByte()));
            case EMPTY_DICT -> push(new PickleDict(false));
            case EMPTY_LIST -> push(new PickleList());
            case EMPTY_TUPLE, EMPTY_SET -> tuple(List.of());
            case TUPLE1 -> tuple(stack.popLast(1));
            case TUPLE2 -> tuple(stack.popLast(2));
            case TUPLE3 -> tuple(stack.popLast(3));
            case TUPLE -> tuple(stack.popToMark());
            case MARK -> stack.mark();
            case APPEND -> append(stack.popLast(1));
            case APPENDS -> append(stack.popToMark());
            case SETITEM -> set(stack.popLast(2));
            case SETITEMS -> set(stack.popToMark());
            case BINPUT -> remember(in.unsignedByte());
            case LONG_BINPUT -> remember(in.unsignedInt32());
            case MEMOIZE -> remember(memo.size());
            case BINGET -> recall(in.unsignedByte());
            case LONG_BINGET -> recall(in.unsignedInt32());
            case GLOBAL -> global(in.line(), in.line());
            case STACK_GLOBAL -> {
                List<Object> names = stack.popLast(2);
                require(
                        names.get(0) instanceof String && names.get(1) instanceof String,
                        () -> "module and name are not text");
                global((String) names.get(0), (String) names.get(1));
            }
            case REDUCE, NEWOBJ -> construct();
            case BUILD -> build();
            case BINPERSID -> push(vocabulary.persistent(stack.pop()));
            default -> throw new IllegalArgumentException(
                    "the opcode is not one of those that checkpoints are made of");
        }
    }

    /** For values that take memory of their own. */
    private void push(Object made) {
        require(++this.made <= MOST_MADE, () -> "more than " + MOST_MADE + " containers or tensors are made");
        stack.push(made);
    }

    private void tuple(List<Object> items) {
        contain(items.size());
        push(new PickleTuple(items));
    }

    private void append(List<Object> items) {
        require(
                stack.top() instanceof PickleList,
                () -> "the value below is " + PickleMessages.kind(stack.top()) + ", not a list");
        contain(items.size());
        items.forEach(((PickleList) stack.top())::add);
    }

    private void set(List<Object> items) {
        require(
                stack.top() instanceof PickleDict,
                () -> "the value below is " + PickleMessages.kind(stack.top()) + ", not a dict");
        require(items.size() % 2 == 0, () -> "a key has no value");
        contain(items.size() / 2);
        for (int i = 0; i < items.size(); i += 2) {
            ((PickleDict) stack.top()).put(items.get(i), items.get(i + 1));
        }
    }

    private void contain(int more) {
        contained += more;
        require(contained <= MOST_CONTAINED, () -> "containers have more than " + MOST_CONTAINED + " values");
    }

    private void remember(long key) {
        memo.put(key, stack.top());
        require(memo.size() <= MOST_REMEMBERED, () -> "more than " + MOST_REMEMBERED + " values are remembered");
    }

    private void recall(long key) {
        require(memo.containsKey(key), () -> "value " + key + " has not been remembered");
        stack.push(memo.get(key));
    }

    private void global(String module, String name) {
        Object value = module.equals("collections") && name.equals("OrderedDict")
                ? ORDERED_DICT
                : vocabulary.global(module, name);
        require(
                value != null,
                () -> PickleMessages.shown(module + "." + name) + " is not a name that checkpoints are made of");
        stack.push(value);
    }

    /** Applies a constructor of the vocabulary to a tuple. */
    private void construct() {
        Object arguments = stack.pop();
        Object constructor = stack.pop();
        require(
                constructor instanceof Vocabulary.Constructor,
                () -> PickleMessages.kind(constructor) + " cannot be applied to arguments");
        require(
                arguments instanceof PickleTuple,
                () -> "the arguments are " + PickleMessages.kind(arguments) + ", not a tuple");
        List<Object> values = ((PickleTuple) arguments).items();
        if (values.size() == 1 && values.get(0) instanceof PickleList pairs) {
            contain(pairs.items().size());
        }
        push(((Vocabulary.Constructor) constructor).of(values));
    }

    /** State dicts have their modules' versions as an attribute; it says nothing about the values and is left out. */
    private void build() {
        Object state = stack.pop();
        require(
                stack.top() instanceof PickleDict dict && dict.isOrdered(),
                () -> "only an OrderedDict may have attributes, not " + PickleMessages.kind(stack.top()));
        require(
                state instanceof PickleDict attributes
                        && attributes.entries().keySet().equals(Set.of("_metadata")),
                () -> "the attributes of an OrderedDict are not _metadata alone");
    }

    private static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise.get());
        }
    }
}
