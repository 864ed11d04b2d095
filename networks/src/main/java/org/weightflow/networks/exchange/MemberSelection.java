package org.weightflow.networks.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;
import org.weightflow.networks.zoo.Member;

/** Some members of a population by their ids, such as {@code 0,3,7-9}, or all of them. */
public final class MemberSelection {
    private static final String ALL = "all";
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

    /** Null for all members. */
    private final List<Range> ranges;

    private MemberSelection(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Ids {@code first} to {@code last}. */
    private record Range(int first, int last) {
        Range {
            Check.atLeast("last member of a range", last, first);
        }

        boolean has(int id) {
            return id >= first && id <= last;
        }
    }

    public static MemberSelection all() {
        return new MemberSelection(null);
    }

    /**
     * @param text {@code all}, or ids and ranges of ids separated by commas, in any order
     * @throws IllegalArgumentException naming the part that is neither an id nor a range
     */
    public static MemberSelection parse(String text) {
        if (text.strip().equals(ALL)) {
            return all();
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + part + "' is neither a member's id nor a range of them; write all or, such as, 0,3,7-9");
            }
            int first = Integer.parseInt(matcher.group(1));
            ranges.add(new Range(
                    first,
                    Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(first)));
        }
        return new MemberSelection(List.copyOf(ranges));
    }

    /**
     * Where the selected members are in a list of members, ascending, each once.
     *
     * @throws IllegalArgumentException naming the first id that is selected but not there
     */
    public List<Integer> positions(List<Member> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("there are no members to choose from");
        }
        List<Integer> positions = IntStream.range(0, members.size())
                .filter(position -> selects(members.get(position).id()))
                .boxed()
                .toList();
        if (ranges != null) {
            for (Range range : ranges) {
                requireThere(range, members);
            }
        }
        return positions;
    }

    private boolean selects(int id) {
        return ranges == null || ranges.stream().anyMatch(range -> range.has(id));
    }

    private static void requireThere(Range range, List<Member> members) {
        int next = range.first();
        for (Member member : members) {
            next += member.id() == next ? 1 : 0;
        }
        if (next <= range.last()) {
            throw new IllegalArgumentException("there is no member " + next + "; the last one is "
                    + members.get(members.size() - 1).id());
        }
    }
}
