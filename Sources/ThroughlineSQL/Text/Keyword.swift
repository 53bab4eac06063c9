/// The words that say what a statement does, and to what.
enum Keyword: String, CaseIterable {
    // Queries and what they are made of.
    case select, from, join, straightJoin = "straight_join", apply, cross, outer, lateral, only, using, on, `as`
    case distinct, all, `where`, group, having, order, by, limit, offset, fetch, window, returning, output, qualify
    case union, intersect, except, minus, with, recursive, values, top, `is`, not, connect, `for`, then, key, of

    // Changes.
    case insert, into, replace, upsert, update, set, delete, merge, or, ignore, lowPriority = "low_priority"
    case highPriority = "high_priority", delayed, quick, overwrite, `do`, `default`, after

    // Definitions, and what they are of.
    case create, alter, drop, truncate, refresh, rename, `if`, exists, concurrently
    case table, tables, index, view, trigger, procedure, proc, function, database, schema, sequence, user, role, login
    case type, domain, `extension`, policy, publication, subscription, server, tablespace, event, package, synonym
    case aggregate, rule, statistics

    // Calls, transactions and the rest.
    case call, exec, execute, immediate, begin, start, commit, rollback, savepoint, release, end, abort
    case `case`, loop, `while`, `repeat`, explain, describe, desc, analyze, verbose, full, freeze, extended, pragma
    case use, show, lock, local, session, global, grant, revoke, deny, comment, vacuum, reindex, cluster, checkpoint
    case copy, listen, notify, unlisten, attach, detach, prepare, deallocate, declare, close, discard, reset, kill
    case optimize, load, move, `import`, handler, flush

    // What stands before values.
    case and, between, `else`, escape, glob, ilike, `in`, like, match, regexp, rlike, when

    // What stands before parentheses that are no call's.
    case check, foreign, over, primary, unique

    // Literals in words, and what stands before a word that is a secret.
    case `true`, `false`, identified, password, random
}

extension Keyword {
    /// The keyword that a word is, whatever its case.
    @inline(__always)
    init?(_ word: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        let length = end - start
        guard length <= Self.longest, let packed = Packed(word, from: start, to: end) else { return nil }
        for entry in Self.byLength[length] where entry.packed == packed {
            self = entry.keyword
            return
        }
        return nil
    }

    private static let longest = Packed.capacity

    private static let byLength: [[(packed: Packed, keyword: Keyword)]] = {
        var table = [[(packed: Packed, keyword: Keyword)]](repeating: [], count: longest + 1)
        for keyword in allCases {
            var name = keyword.rawValue
            name.withUTF8 { bytes in
                guard let packed = Packed(bytes, from: 0, to: bytes.count) else { return }
                table[bytes.count].append((packed, keyword))
            }
        }
        return table
    }()

    /// Up to sixteen letters, so that words are compared as two numbers.
    private struct Packed: Equatable {
        static let capacity = 16
        var low: UInt64 = 0
        var high: UInt64 = 0

        /// `nil` for what holds anything but letters: it is no keyword.
        @inline(__always)
        init?(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
            guard end - start <= Self.capacity else { return nil }
            for index in start..<end {
                let byte = bytes[index]
                guard byte.isLetter, byte < 0x80 else { return nil }
                high = high << 8 | low >> 56
                low = low << 8 | UInt64(byte.lowercased)
            }
        }
    }
}
