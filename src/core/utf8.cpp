// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <algorithm>
#include <array>

namespace lamplighter {
namespace {

/// Number of bytes of the character that starts with `lead`, 0 for none.
std::size_t character_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = character_size(lead);
  if (size == 0 || size > text.size()) return std::nullopt;
  char32_t character = size == 1 ? lead : lead & (0x7FU >> size);
  for (const char c : text.substr(1, size - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80) return std::nullopt;
    character = (character << 6) | (byte & 0x3FU);
  }
  const bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < smallest[size] || character > 0x10FFFF || is_surrogate) return std::nullopt;
  text.remove_prefix(size);
  return character;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string shown;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto character = take_character(rest);
    const std::size_t size = character ? text.size() - rest.size() : 1;
    if (shown.size() + size > longest) break;
    const bool is_shown = character && !is_control(*character);
    shown += is_shown ? std::string(text.substr(0, size)) : "?";
    text.remove_prefix(size);
  }
  return shown;
}

namespace {

/// A combining mark, the letters it may follow, and Unicode's composed character for each.
struct Mark {
  char32_t mark;
  std::u32string_view letters;
  std::u32string_view composed;
};

constexpr auto marks = std::to_array<Mark>({
    // grave accent
    {U'\u0300', U"AEIOUaeiouÜüNnЕИеиĒēŌōWwÂâĂăÊêÔôƠơƯưYy",
     U"ÀÈÌÒÙàèìòùǛǜǸǹЀЍѐѝḔḕṐṑẀẁẦầẰằỀềỒồỜờỪừỲỳ"},
    // acute accent
    {U'\u0301',
     U"AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØøΑΕΗΙΟΥ"
     U"ΩϊαεηιϋουωГКгкÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊê"
     U"ÔôƠơƯư",
     U"ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǗǘǴǵǺǻǼǽǾǿΆΈΉΊΌΎ"
     U"ΏΐάέήίΰόύώЃЌѓќḈḉḖḗḮḯḰḱḾḿṌṍṒṓṔṕṸṹẂẃẤấẮắẾế"
     U"ỐốỚớỨứ"},
    // circumflex accent
    {U'\u0302', U"AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ", U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑẬậỆệỘộ"},
    // tilde
    {U'\u0303', U"ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy", U"ÃÑÕãñõĨĩŨũṼṽẪẫẴẵẼẽỄễỖỗỠỡỮữỸỹ"},
    // macron
    {U'\u0304', U"AaEeIiOoUuÜüÄäȦȧÆæǪǫÖöÕõȮȯYyИиУуGgḶḷṚṛ",
     U"ĀāĒēĪīŌōŪūǕǖǞǟǠǡǢǣǬǭȪȫȬȭȰȱȲȳӢӣӮӯḠḡḸḹṜṝ"},
    // breve
    {U'\u0306', U"AaEeGgIiOoUuУИиуЖжАаЕеȨȩẠạ", U"ĂăĔĕĞğĬĭŎŏŬŭЎЙйўӁӂӐӑӖӗḜḝẶặ"},
    // dot above
    {U'\u0307',
     U"CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtW"
     U"wXxYyſ",
     U"ĊċĖėĠġİŻżȦȧȮȯḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṤṥṦṧṨṩṪṫẆ"
     U"ẇẊẋẎẏẛ"},
    // diaeresis
    {U'\u0308',
     U"AEIOUaeiouyYΙΥιυЕІеіАаӘәЖжЗзИиОоӨөЭэУуЧч"
     U"ЫыHhÕõŪūWwXxt",
     U"ÄËÏÖÜäëïöüÿŸΪΫϊϋЁЇёїӒӓӚӛӜӝӞӟӤӥӦӧӪӫӬӭӰӱӴӵ"
     U"ӸӹḦḧṎṏṺṻẄẅẌẍẗ"},
    // hook above
    {U'\u0309', U"AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy", U"ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỞởỦủỬửỶỷ"},
    // ring above
    {U'\u030A', U"AaUuwy", U"ÅåŮůẘẙ"},
    // double acute accent
    {U'\u030B', U"OoUuУу", U"ŐőŰűӲӳ"},
    // caron
    {U'\u030C', U"CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh", U"ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔǙǚǦǧǨǩǮǯǰȞȟ"},
    // double grave accent
    {U'\u030F', U"AaEeIiOoRrUuѴѵ", U"ȀȁȄȅȈȉȌȍȐȑȔȕѶѷ"},
    // inverted breve
    {U'\u0311', U"AaEeIiOoRrUu", U"ȂȃȆȇȊȋȎȏȒȓȖȗ"},
    // horn
    {U'\u031B', U"OoUu", U"ƠơƯư"},
    // dot below
    {U'\u0323',
     U"BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯư"
     U"Yy",
     U"ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỢợỤụỰự"
     U"Ỵỵ"},
    // diaeresis below
    {U'\u0324', U"Uu", U"Ṳṳ"},
    // ring below
    {U'\u0325', U"Aa", U"Ḁḁ"},
    // comma below
    {U'\u0326', U"SsTt", U"ȘșȚț"},
    // cedilla
    {U'\u0327', U"CcGgKkLlNnRrSsTtEeDdHh", U"ÇçĢģĶķĻļŅņŖŗŞşŢţȨȩḐḑḨḩ"},
    // ogonek
    {U'\u0328', U"AaEeIiUuOo", U"ĄąĘęĮįŲųǪǫ"},
    // circumflex accent below
    {U'\u032D', U"DdEeLlNnTtUu", U"ḒḓḘḙḼḽṊṋṰṱṶṷ"},
    // breve below
    {U'\u032E', U"Hh", U"Ḫḫ"},
    // tilde below
    {U'\u0330', U"EeIiUu", U"ḚḛḬḭṴṵ"},
    // macron below
    {U'\u0331', U"BbDdKkLlNnRrTtZzh", U"ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ"},
});

static_assert(std::all_of(marks.begin(), marks.end(), [](const Mark& one) {
  return one.letters.size() == one.composed.size();
}));

/// The composed character of a letter and a mark; 0 if there is none.
char32_t composed(char32_t letter, char32_t mark) {
  const auto known =
      std::find_if(marks.begin(), marks.end(), [&](const Mark& one) { return one.mark == mark; });
  if (known == marks.end()) return 0;
  const std::size_t at = known->letters.find(letter);
  return at == std::u32string_view::npos ? 0 : known->composed[at];
}

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\u00A0'; }

void append(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xC0 | (c >> 6));
  } else if (c < 0x10000) {
    add(0xE0 | (c >> 12));
    add(0x80 | ((c >> 6) & 0x3F));
  } else {
    add(0xF0 | (c >> 18));
    add(0x80 | ((c >> 12) & 0x3F));
    add(0x80 | ((c >> 6) & 0x3F));
  }
  add(0x80 | (c & 0x3F));
}

}  // namespace

namespace {

/// The letter without its marks.
char32_t without_marks(char32_t c) {
  for (const Mark& one : marks) {
    const std::size_t at = one.composed.find(c);
    if (at != std::u32string_view::npos) return without_marks(one.letters[at]);
  }
  return c;
}

struct Ligature {
  char32_t letter;
  std::string_view folded;
};

constexpr auto ligatures = std::to_array<Ligature>({{U'æ', "ae"},
                                                    {U'Æ', "ae"},
                                                    {U'œ', "oe"},
                                                    {U'Œ', "oe"},
                                                    {U'ß', "ss"},
                                                    {U'ø', "o"},
                                                    {U'Ø', "o"},
                                                    {U'ł', "l"},
                                                    {U'Ł', "l"}});

}  // namespace

std::string folded_name(std::string_view name) {
  const std::string normalized = normalized_name(name);
  std::string folded;
  for (std::string_view rest = normalized; !rest.empty();) {
    const auto character = take_character(rest);
    if (!character) return std::string(name);
    const char32_t plain = without_marks(*character);
    const auto ligature = std::find_if(ligatures.begin(), ligatures.end(),
                                       [&](const Ligature& one) { return one.letter == plain; });
    if (ligature != ligatures.end())
      folded += ligature->folded;
    else
      append(folded, plain >= U'A' && plain <= U'Z' ? plain - U'A' + U'a' : plain);
  }
  return folded;
}

std::string normalized_name(std::string_view name) {
  std::u32string characters;
  for (std::string_view rest = name; !rest.empty();) {
    const auto character = take_character(rest);
    if (!character) return std::string(name);
    const char32_t both = characters.empty() ? 0 : composed(characters.back(), *character);
    if (both != 0) characters.back() = both;
    if (both == 0) characters += *character;
  }
  while (!characters.empty() && is_blank(characters.back())) characters.pop_back();
  const auto first = std::find_if_not(characters.begin(), characters.end(), is_blank);
  std::string normalized;
  std::for_each(first, characters.end(), [&](char32_t c) { append(normalized, c); });
  return normalized;
}

}  // namespace lamplighter
