import java.util.Random;

/** Makes a random text that a regular expression of the plain kind matches. */
final class Patterns {
    private static final int MOST = 6;
    private final Random random;
    private String pattern = "";
    private int at;

    Patterns(Random random) {
        this.random = random;
    }

    String matching(String regex) {
        pattern = regex;
        at = 0;
        return alternatives();
    }

    /** One of the branches up to a closing bracket or the end; all are made, one is kept. */
    private String alternatives() {
        String kept = sequence();
        for (int seen = 2; at < pattern.length() && pattern.charAt(at) == '|'; seen++) {
            at++;
            String other = sequence();
            kept = random.nextInt(seen) == 0 ? other : kept;
        }
        return kept;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            text.append(piece());
        }
        return text.toString();
    }

    /** One atom with its quantifier; the atom is made afresh for each time it stands. */
    private String piece() {
        int start = at;
        String first = atom();
        int end = at;
        int[] bounds = quantifier();
        int after = at;
        int times = bounds[0] + random.nextInt(bounds[1] - bounds[0] + 1);
        StringBuilder text = new StringBuilder(times > 0 ? first : "");
        for (int turn = 1; turn < times; turn++) {
            at = start;
            text.append(atom());
        }
        at = Math.max(after, end);
        return text.toString();
    }

    private String atom() {
        char here = pattern.charAt(at++);
        switch (here) {
            case '^':
            case '$':
                return "";
            case '.':
                return String.valueOf((char) ('a' + random.nextInt(26)));
            case '[':
                return oneOf(bracket());
            case '\\':
                return oneOf(escaped(pattern.charAt(at++)));
            case '(':
                if (pattern.startsWith("?:", at)) {
                    at += 2;
                }
                String inside = alternatives();
                at++;
                return inside;
            default:
                return String.valueOf(here);
        }
    }

    private String bracket() {
        boolean isNegated = pattern.charAt(at) == '^';
        at += isNegated ? 1 : 0;
        StringBuilder members = new StringBuilder();
        while (pattern.charAt(at) != ']') {
            char from = pattern.charAt(at++);
            if (from == '\\') {
                members.append(escaped(pattern.charAt(at++)));
            } else if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                for (char each = from; each <= pattern.charAt(at + 1); each++) {
                    members.append(each);
                }
                at += 2;
            } else {
                members.append(from);
            }
        }
        at++;
        return isNegated ? without(members.toString()) : members.toString();
    }

    private static String without(String members) {
        StringBuilder left = new StringBuilder();
        for (char each = ' '; each < 127; each++) {
            if (members.indexOf(each) < 0) {
                left.append(each);
            }
        }
        return left.toString();
    }

    private static String escaped(char letter) {
        switch (letter) {
            case 'd':
                return "0123456789";
            case 'w':
                return "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_";
            case 's':
                return " ";
            case 'S':
            case 'D':
                return "abcxyz";
            default:
                return String.valueOf(letter);
        }
    }

    private int[] quantifier() {
        if (at >= pattern.length()) {
            return new int[] {1, 1};
        }
        switch (pattern.charAt(at)) {
            case '?':
                at++;
                return new int[] {0, 1};
            case '*':
                at++;
                return new int[] {0, MOST};
            case '+':
                at++;
                return new int[] {1, MOST};
            case '{':
                return braces();
            default:
                return new int[] {1, 1};
        }
    }

    private int[] braces() {
        int close = pattern.indexOf('}', at);
        String[] bounds = pattern.substring(at + 1, close).split(",", -1);
        at = close + 1;
        int fewest = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0].trim());
        if (bounds.length == 1) {
            return new int[] {fewest, fewest};
        }
        String last = bounds[1].trim();
        return new int[] {fewest, last.isEmpty() ? fewest + MOST : Integer.parseInt(last)};
    }

    private String oneOf(String members) {
        return members.isEmpty() ? "" : String.valueOf(members.charAt(random.nextInt(members.length())));
    }
}
