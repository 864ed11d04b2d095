package org.weightflow.networks.pickle;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The operands of a pickle's instructions; a BufferUnderflowException says that the pickle ends too early. */
final class PickleInput {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_NAME = 256;

    private final ByteBuffer in;

    PickleInput(ByteBuffer in) {
        this.in = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return in.position();
    }

    int remaining() {
        return in.remaining();
    }

    byte next() {
        return in.get();
    }

    short int16() {
        return in.getShort();
    }

    int int32() {
        return in.getInt();
    }

    /** Four bytes without sign. */
    long unsignedInt32() {
        return Integer.toUnsignedLong(in.getInt());
    }

    long int64() {
        return in.getLong();
    }

    /** The one big-endian operand. */
    double float64() {
        return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
    }

    int unsignedByte() {
        return Byte.toUnsignedInt(in.get());
    }

    private byte[] bytes(int count) {
        if (count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** A number of so many bytes, two's complement; none are 0. A Long where it fits. */
    Object wholeNumber(int count) {
        byte[] littleEndian = bytes(count);
        byte[] bigEndian = new byte[littleEndian.length + 1];
        int last = littleEndian.length;
        // One more byte for the sign, so that there is always one.
        bigEndian[0] = (byte) (last > 0 && littleEndian[last - 1] < 0 ? -1 : 0);
        for (int i = 0; i < last; i++) {
            bigEndian[last - i] = littleEndian[i];
        }
        BigInteger number = new BigInteger(bigEndian);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    /** UTF-8 of so many bytes. */
    String text(long length) {
        if (length > LONGEST_TEXT) {
            throw new IllegalArgumentException("text of " + length + " bytes is longer than " + LONGEST_TEXT);
        }
        return decode((int) length);
    }

    /** A name up to the end of its line. */
    String line() {
        int end = in.position();
        while (in.get(inside(end)) != '\n') {
            end++;
            if (end - in.position() > LONGEST_NAME) {
                throw new IllegalArgumentException("a name is longer than " + LONGEST_NAME + " bytes");
            }
        }
        String line = decode(end - in.position());
        in.get();
        return line;
    }

    private int inside(int index) {
        if (index >= in.limit()) {
            throw new BufferUnderflowException();
        }
        return index;
    }

    private String decode(int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(in.slice(in.position(), length))
                    .toString();
            in.position(in.position() + length);
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text is not UTF-8", e);
        }
    }
}
