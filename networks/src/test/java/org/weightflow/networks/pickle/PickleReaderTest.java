package org.weightflow.networks.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

class PickleReaderTest {
    private static final Path FILE = Path.of("some.pt");

    /**
     * {@code pickle.dumps(v, 2)} and {@code pickle.dumps(v, 4)} of Python 3.12, v being
     * {@code {"a": [1, 2.5, None, True, False, -1, 255, 256, 65535, 65536, -2**31, 2**31, 2**63-1, 2**63, -2**63, -2**63-1, 0],
     * "b": ("x",), "t2": (1, 2), "t3": (1, 2, 3), "t4": (1, 2, 3, 4), "e": (), "d": {7: "seven", "é☃": {}},
     * "o": OrderedDict([("z", 1), ("a", 2)]), "l": [[]]}}.
     */
    private static final String PROTOCOL_2 =
            "80027d71002858010000006171015d7102284b014740040000000000004e88894affffffff4bff4d00014dffff4a000001004a00"
                    + "0000808a0500000080008a08ffffffffffffff7f8a090000000000000080008a0800000000000000808a09ffffffffffff"
                    + "ff7fff4b0065580100000062710358010000007871048571055802000000743271064b014b028671075802000000743371"
                    + "084b014b024b0387710958020000007434710a284b014b024b034b0474710b580100000065710c29580100000064710d7d"
                    + "710e284b075805000000736576656e710f5805000000c3a9e2988371107d71117558010000006f711263636f6c6c656374"
                    + "696f6e730a4f726465726564446963740a7113295271142858010000007a71154b0168014b027558010000006c71165d71"
                    + "175d711861752e";

    private static final String PROTOCOL_4 =
            "800495f2000000000000007d94288c0161945d94284b014740040000000000004e88894affffffff4bff4d00014dffff4a000001"
                    + "004a000000808a0500000080008a08ffffffffffffff7f8a090000000000000080008a0800000000000000808a09ffffff"
                    + "ffffffff7fff4b00658c0162948c01789485948c027432944b014b0286948c027433944b014b024b0387948c0274349428"
                    + "4b014b024b034b0474948c016594298c0164947d94284b078c05736576656e948c05c3a9e29883947d94758c016f948c0b"
                    + "636f6c6c656374696f6e73948c0b4f72646572656444696374949394295294288c017a944b0168014b02758c016c945d94"
                    + "5d9461752e";

    /** Knows one constructor, which gives the number of its arguments, one constant, and gives persistent ids back. */
    private static final Vocabulary WORDS = new Vocabulary() {
        @Override
        public Object global(String module, String name) {
            return switch (module + "." + name) {
                case "words.count" -> (Constructor) arguments -> (long) arguments.size();
                case "words.constant" -> 'c';
                default -> null;
            };
        }

        @Override
        public Object persistent(Object id) {
            return Collections.singletonList(id);
        }
    };

    private static Object read(byte[] bytes) throws IOException {
        return PickleReader.read(FILE, "data.pkl", ByteBuffer.wrap(bytes), WORDS);
    }

    private static PickleBytes pickle() {
        return new PickleBytes();
    }

    /** JDK values, for comparison. */
    private static Object plain(Object value) {
        if (value instanceof PickleDict dict) {
            return dict.entries().entrySet().stream()
                    .map(each -> Arrays.asList(each.getKey(), plain(each.getValue())))
                    .toList();
        }
        if (value instanceof PickleList list) {
            return Arrays.asList(
                    "list", list.items().stream().map(PickleReaderTest::plain).toList());
        }
        return value instanceof PickleTuple tuple
                ? tuple.items().stream().map(PickleReaderTest::plain).toList()
                : value;
    }

    @ParameterizedTest
    @ValueSource(strings = {PROTOCOL_2, PROTOCOL_4})
    void readsWhatPythonWrites(String hex) throws IOException {
        Object value = read(HexFormat.of().parseHex(hex));
        PickleDict dict = (PickleDict) value;
        assertEquals(
                List.of("a", "b", "t2", "t3", "t4", "e", "d", "o", "l"),
                List.copyOf(dict.entries().keySet()));
        assertEquals(
                Arrays.asList(
                        1L,
                        2.5,
                        null,
                        true,
                        false,
                        -1L,
                        255L,
                        256L,
                        65535L,
                        65536L,
                        -(1L << 31),
                        1L << 31,
                        Long.MAX_VALUE,
                        BigInteger.TWO.pow(63),
                        Long.MIN_VALUE,
                        BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE),
                        0L),
                ((PickleList) dict.entries().get("a")).items());
        assertEquals(
                "[[b, [x]], [t2, [1, 2]], [t3, [1, 2, 3]], [t4, [1, 2, 3, 4]], [e, []], [d, [[7, seven], [é☃, []]]],"
                        + " [o, [[z, 1], [a, 2]]], [l, [list, [[list, []]]]]]",
                ((List<?>) plain(value)).subList(1, 9).toString());
        assertTrue(((PickleDict) dict.entries().get("o")).isOrdered());
        assertFalse(dict.isOrdered());
    }

    @Test
    void leavesTheInputBehindThePickle() throws IOException {
        ByteBuffer in = ByteBuffer.wrap(ByteBuffer.allocate(10)
                .put(pickle().ops("N").stop())
                .put(pickle().ops("]").stop())
                .array());
        assertNull(PickleReader.read(FILE, "first", in, WORDS));
        assertEquals(4, in.position());
        assertTrue(PickleReader.read(FILE, "second", in, WORDS) instanceof PickleList);
        assertEquals(8, in.position());
        var e = assertThrows(CheckpointFormatException.class, () -> PickleReader.read(FILE, "third", in, WORDS));
        assertTrue(e.getMessage().startsWith("some.pt: third, byte 8: "), e::getMessage);
    }

    @Test
    void appliesTheVocabulary() throws IOException {
        assertEquals(
                2L, read(pickle().global("words", "count").tuple(5, 6).ops("R").stop()));
        assertEquals(
                0L, read(pickle().global("words", "count").ops(")").bytes(0x81).stop()));
        assertEquals(
                'c', read(pickle().text("words").text("constant").bytes(0x93).stop()));
        assertEquals(List.of("id"), read(pickle().text("id").ops("Q").stop()));
    }

    /** Python 2 wrote them so. */
    @Test
    void readsAnOrderedDictOfPairs() throws IOException {
        byte[] pairs = pickle().global("collections", "OrderedDict")
                .ops("](](U\u0001bK\u0002e](U\u0001aK\u0001ee\u0085R")
                .stop();
        assertEquals("[[b, 2], [a, 1]]", plain(read(pairs)).toString());
    }

    @Test
    void leavesOutTheMetadataOfAStateDict() throws IOException {
        PickleBytes dict = pickle().global("collections", "OrderedDict").ops(")R(U\u0001aK\u0001u}");
        byte[] bytes = dict.text("_metadata").ops("}sb").stop();
        assertEquals("[[a, 1]]", plain(read(bytes)).toString());
    }

    @Test
    void sharesWhatIsRemembered() throws IOException {
        PickleTuple twice =
                (PickleTuple) read(pickle().ops("]q\u0005h\u0005\u0086").stop());
        assertTrue(twice.items().get(0) == twice.items().get(1));
        PickleTuple wide = (PickleTuple)
                read(pickle().ops("]r").int32(-1).ops("j").int32(-1).bytes(0x86).stop());
        assertTrue(wide.items().get(0) == wide.items().get(1));
        PickleTuple counted = (PickleTuple)
                read(pickle().ops("]\u0094K\u0007\u0094h\u0001\u0087").stop());
        assertEquals(7L, counted.items().get(2));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                of(
                        pickle().global("os", "system")
                                .text("true")
                                .ops("\u0085R")
                                .stop(),
                        "GLOBAL: os.system is not a name"),
                of(
                        pickle().text("os").text("system").bytes(0x93).stop(),
                        "byte 20: opcode STACK_GLOBAL: os.system is not a name"),
                of(pickle().global("builtins", "eval").stop(), "builtins.eval is not"),
                of(pickle().global("collections", "Counter").stop(), "collections.Counter is not"),
                of(pickle().global("words.count", "").stop(), "words.count. is not"),
                of(pickle().global("a\u0007", "b").stop(), "a?.b is not"),
                of(pickle().ops("(U\u0002lsios\nsystem\n").stop(), "byte 7: opcode INST: the opcode is not one"),
                of(pickle().ops("(cwords\ncount\no").stop(), "opcode OBJ: the opcode is not one"),
                of(pickle().ops("Pid\n").stop(), "byte 2: opcode PERSID: the opcode is not one"),
                of(pickle().bytes(0x82, 1).stop(), "opcode EXT1: the opcode"),
                of(pickle().bytes(0x83, 1, 0).stop(), "opcode EXT2: the opcode"),
                of(pickle().bytes(0x84, 1, 0, 0, 0).stop(), "opcode EXT4: the opcode"),
                of(pickle().bytes(0x97).stop(), "opcode NEXT_BUFFER: the opcode"),
                of(pickle().bytes(0x8b).int32(Integer.MAX_VALUE).stop(), "opcode LONG4: the opcode"),
                of(pickle().bytes(0x96).number(1L << 40).stop(), "opcode BYTEARRAY8: the opcode"),
                of(pickle().bytes(0x01).stop(), "byte 2: 0x01 is no opcode"),
                of(new byte[0], "byte 0: the pickle ends before it is complete"),
                of(pickle().cut(), "byte 2: the pickle ends"),
                of(new byte[] {'N', '.'}, "byte 0: opcode NONE: a pickle has PROTO at its start"),
                of(
                        pickle().bytes(0x80, 2).ops("N").stop(),
                        "byte 2: opcode PROTO: a pickle has PROTO at its start and"),
                of(new byte[] {(byte) 0x80, 1, 'N', '.'}, "protocol 1 is not 2 to 5"),
                of(new byte[] {(byte) 0x80, 6, 'N', '.'}, "protocol 6 is not 2 to 5"),
                of(pickle().bytes(0x95).bytes(9, 0, 0, 0, 0, 0, 0, 0).ops("N").stop(), "a frame of 9 bytes"),
                of(
                        pickle().bytes(0x95)
                                .bytes(255, 255, 255, 255, 255, 255, 255, 255)
                                .ops("N")
                                .stop(),
                        "a frame of 18446744073709551615 bytes"),
                // The stack.
                of(pickle().stop(), "opcode STOP: the stack has 0 values and 0 marks"),
                of(pickle().ops("NN").stop(), "the stack has 2 values and 0 marks"),
                of(pickle().ops("N(").stop(), "the stack has 1 values and 1 marks"),
                of(pickle().ops("t").stop(), "opcode TUPLE: the stack has no mark"),
                of(pickle().bytes(0x85).stop(), "opcode TUPLE1: the stack has fewer than 1 values"),
                of(pickle().ops("NN(\u0086").stop(), "opcode TUPLE2: the stack has fewer than 2 values"),
                of(pickle().ops("N(q\u0000").stop(), "opcode BINPUT: the stack has no value above the last mark"),
                of(pickle().ops("(Q").stop(), "opcode BINPERSID: the stack has no value"),
                of(pickle().ops("h\u0000").stop(), "opcode BINGET: value 0 has not been remembered"),
                of(pickle().ops("j").int32(-2).stop(), "value 4294967294 has not been remembered"),
                // Operands.
                of(pickle().ops("}Na").stop(), "opcode APPEND: the value below is a dict, not a list"),
                of(pickle().ops("](NNu").stop(), "opcode SETITEMS: the value below is a list, not a dict"),
                of(pickle().ops("}(Nu").stop(), "a key has no value"),
                of(pickle().ops("}NNs").stop(), "the key None is neither text nor a whole number"),
                of(pickle().ops("}\u0088Ns").stop(), "the key a truth value is neither"),
                of(pickle().ops("})Ns").stop(), "the key a tuple is neither"),
                of(pickle().ops("}U\u0001aNsU\u0001aNs").stop(), "the key a stands twice"),
                of(pickle().ops("NN\u0093").stop(), "module and name are not text"),
                of(pickle().ops("N)R").stop(), "None cannot be applied"),
                of(pickle().global("words", "constant").ops(")R").stop(), "a name cannot be applied"),
                of(pickle().text("words.count").ops(")R").stop(), "text cannot be applied"),
                of(pickle().global("words", "count").ops("]R").stop(), "the arguments are a list, not a tuple"),
                of(pickle().global("collections", "OrderedDict").ops("N\u0085R").stop(), "takes nothing or a list"),
                of(
                        pickle().global("collections", "OrderedDict")
                                .ops("]Na\u0085R")
                                .stop(),
                        "takes pairs, not None"),
                of(pickle().ops("}}b").stop(), "only an OrderedDict may have attributes, not a dict"),
                of(pickle().ops("]}b").stop(), "only an OrderedDict may have attributes, not a list"),
                of(pickle().global("words", "count").ops("}b").stop(), "only an OrderedDict may have attributes"),
                of(
                        pickle().global("collections", "OrderedDict")
                                .ops(")R}U\u0009__class__Nsb")
                                .stop(),
                        "the attributes of an OrderedDict are not _metadata alone"),
                of(pickle().global("collections", "OrderedDict").ops(")RNb").stop(), "are not _metadata alone"),
                // Text.
                of(pickle().ops("X").int32(1 << 20 | 1).stop(), "text of 1048577 bytes is longer than 1048576"),
                of(pickle().ops("X").int32(-1).stop(), "text of 4294967295 bytes is longer"),
                of(pickle().ops("X").int32(1 << 20).stop(), "opcode BINUNICODE: the pickle ends"),
                of(pickle().ops("U\u0001\u00ff").stop(), "text is not UTF-8"),
                of(pickle().ops("c" + "a".repeat(257) + "\n\n").stop(), "a name is longer than 256 bytes"),
                of(pickle().ops("cos").cut(), "opcode GLOBAL: the pickle ends"),
                of(pickle().bytes(0x8a, 255, 1).stop(), "opcode LONG1: the pickle ends"),
                // What holds itself.
                of(pickle().ops("]q\u0000h\u0000a").stop(), "a container is put into itself"),
                of(pickle().ops("}q\u0000U\u0001ah\u0000s").stop(), "a container is put into itself"),
                of(
                        pickle().ops("]q\u0000\u0085q\u0001h\u0000h\u0001a").stop(),
                        "a container is changed after another has taken it in"),
                of(
                        pickle().ops("]q\u0000]q\u0001h\u0000ah\u0000h\u0001a").stop(),
                        "a container is changed after another has taken it in"));
    }

    private static Arguments of(byte[] bytes, String message) {
        return Arguments.of(message, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesInOneSentenceThatNamesTheInstruction(String message, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> read(bytes));
        assertTrue(e.getMessage().startsWith("some.pt: data.pkl, byte "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    /** A new opcode of the enumeration is refused until somebody decides otherwise. */
    @ParameterizedTest
    @EnumSource(
            value = Opcode.class,
            names = {
                "POP",
                "POP_MARK",
                "DUP",
                "FLOAT",
                "INT",
                "LONG",
                "PERSID",
                "STRING",
                "BINSTRING",
                "UNICODE",
                "DICT",
                "GET",
                "INST",
                "LIST",
                "OBJ",
                "PUT",
                "EXT1",
                "EXT2",
                "EXT4",
                "LONG4",
                "BINBYTES",
                "SHORT_BINBYTES",
                "BINUNICODE8",
                "BINBYTES8",
                "ADDITEMS",
                "FROZENSET",
                "NEWOBJ_EX",
                "BYTEARRAY8",
                "NEXT_BUFFER",
                "READONLY_BUFFER"
            })
    void followsNoOtherInstruction(Opcode opcode) {
        int code = 0;
        while (Opcode.of((byte) code) != opcode) {
            code++;
        }
        byte[] bytes = pickle().ops("NNN(NNN")
                .bytes(code)
                .bytes(0, 0, 0, 0, 0, 0, 0, 0)
                .stop();
        var e = assertThrows(CheckpointFormatException.class, () -> read(bytes));
        assertEquals(
                "some.pt: data.pkl, byte 9: opcode " + opcode
                        + ": the opcode is not one of those that checkpoints are made of",
                e.getMessage());
    }

    @Test
    void nestsSixtyFourContainersAndNoMore() throws IOException {
        assertTrue(read(pickle().ops("]".repeat(64) + "a".repeat(63)).stop()) instanceof PickleList);
        assertMessage(
                "nested deeper than 64",
                pickle().ops("]".repeat(65) + "a".repeat(64)).stop());
        assertMessage(
                "nested deeper than 64", pickle().ops(")" + "\u0085".repeat(64)).stop());
        assertMessage(
                "nested deeper than 64",
                pickle().ops(")" + "\u0085".repeat(100_000)).stop());
    }

    /** Each of 60 tuples holds the one before it twice: 2^60 paths, which nobody may walk. */
    @Test
    void readsWhatHasExponentiallyManyPaths() throws IOException {
        PickleBytes bytes = pickle().ops(")");
        for (int i = 0; i < 60; i++) {
            bytes.ops("q\u0000h\u0000\u0086");
        }
        assertTrue(read(bytes.stop()) instanceof PickleTuple);
    }

    private static void assertMessage(String part, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> read(bytes));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void boundsEveryResource() {
        int most = 1_000_000;
        assertMessage(
                "the stack has more than 1000000 values",
                pickle().ops("N".repeat(most + 1)).stop());
        assertMessage(
                "the stack has more than 1000000 values",
                pickle().ops("(".repeat(most + 1)).stop());
        assertMessage(
                "more than 1000000 containers",
                pickle().ops("]" + "]a".repeat(most)).stop());
        assertMessage(
                "containers have more than 2000000 values",
                pickle().ops("]" + "Na".repeat(2_000_001)).stop());
        PickleBytes memo = pickle().ops("N");
        for (int i = 0; i <= most; i++) {
            memo.ops("r").int32(i);
        }
        assertMessage("more than 1000000 values are remembered", memo.stop());
    }

    /** Instructions that speak of much but have little cost little. */
    @Test
    void takesNoMemoryForLengthsThatAreOnlyClaimed() {
        List<byte[]> hostile = List.of(
                pickle().ops("X").int32(1 << 20).stop(),
                pickle().bytes(0x8a, 255).stop(),
                pickle().ops("Nr").int32(-1).ops("r").int32(Integer.MAX_VALUE).cut(),
                pickle().bytes(0x8e).number(Long.MAX_VALUE).stop());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThrows(CheckpointFormatException.class, () -> read(pickle().cut()));
        for (byte[] bytes : hostile) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThrows(CheckpointFormatException.class, () -> read(bytes));
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken < 1 << 20, taken + " bytes taken");
        }
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = HexFormat.of().parseHex(PROTOCOL_2);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CheckpointFormatException.class, () -> read(cut), "at " + length);
        }
    }

    @Property(tries = 2000)
    void anyChangedBytesGiveAValueOrATypedFailure(
            @ForAll boolean framed,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 400) Integer> places,
            @ForAll byte value) {
        byte[] bytes = HexFormat.of().parseHex(framed ? PROTOCOL_4 : PROTOCOL_2);
        places.forEach(place -> bytes[place % bytes.length] = (byte) (value + place));
        try {
            plain(read(bytes));
        } catch (IOException typed) {
            assertTrue(typed instanceof CheckpointFormatException, typed::toString);
        }
    }

    @Property(tries = 2000)
    void anyInstructionsGiveAValueOrATypedFailure(@ForAll @Size(max = 60) List<Opcode> opcodes) {
        PickleBytes bytes = pickle();
        for (Opcode opcode : opcodes) {
            int code = 0;
            while (Opcode.of((byte) code) != opcode) {
                code++;
            }
            bytes.bytes(code);
        }
        try {
            plain(read(bytes.stop()));
        } catch (IOException typed) {
            assertTrue(typed instanceof CheckpointFormatException, typed::toString);
        }
    }
}
