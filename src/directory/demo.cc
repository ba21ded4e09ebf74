#include "directory/demo.h"

#include <fmt/core.h>

#include <array>
#include <string_view>

namespace callmap {
namespace {

constexpr std::array<std::string_view, 48> kFirst = {
    "Ada",     "Björn",   "Chloé",    "Daniel",  "Esther", "Farid",   "Grace",  "Hugo",
    "Ines",    "Jakub",   "Kerstin",  "Liam",    "Maya",   "Noor",    "Olena",  "Pavel",
    "Quentin", "Rosa",    "Samuel",   "Tilda",   "Umar",   "Violet",  "Wanda",  "Ximena",
    "Yusuf",   "Zoë",     "Alastair", "Beatrix", "Cormac", "Deniz",   "Edda",   "Fionn",
    "Gwen",    "Harriet", "Isolde",   "Jonas",   "Kamila", "Lennart", "Miriam", "Nikhil",
    "Orla",    "Petra",   "Rafael",   "Saoirse", "Theo",   "Ursula",  "Vikram", "Winifred"};
constexpr std::array<std::string_view, 50> kLast = {
    "Abbot",     "Bergström", "Castellan",    "Dunmore",   "Ekwall",    "Farrow",    "Grünwald",
    "Haverford", "Ibarra",    "Jessop",       "Kowalczyk", "Lindqvist", "Marchetti", "Nakamura",
    "O'Dowd",    "Pemberton", "Quillfeather", "Rowntree",  "Sørensen",  "Thackeray", "Underhill",
    "Vance",     "Whitlock",  "Yarrow",       "Zamora",    "Ashdown",   "Brackley",  "Corrigan",
    "Delacroix", "Eastgate",  "Fairbairn",    "Goldhawk",  "Hollis",    "Inchbald",  "Jankovic",
    "Kettering", "Lovelock",  "Müller",       "Norwood",   "Okafor",    "Penrose",   "Radcliffe",
    "Silvestri", "Tremaine",  "Upton",        "Varga",     "Wetherby",  "Yilmaz",    "Ziegler",
    "Carmichael"};
constexpr std::array<std::string_view, 16> kStreets = {
    "Mill Lane",     "Station Road",  "Orchard Close", "Harbour Street",
    "Chapel Hill",   "Willow Avenue", "Foundry Walk",  "Market Square",
    "Quarry Road",   "Lantern Row",   "Meadow View",   "Canal Side",
    "Abbey Gardens", "Priory Court",  "Tannery Yard",  "Beacon Street"};
constexpr std::array<std::string_view, 12> kTowns = {
    "Eastmere",  "Wolverley", "Port Anselm", "Harrowby", "Little Marsden", "Stonebridge",
    "Kingsford", "Ashcombe",  "Northolme",   "Westerby", "Fallowfield",    "Saltburn Quay"};
constexpr std::array<std::string_view, 6> kPlans = {"Basic",        "Plus",      "Family",
                                                    "Business 100", "Fibre 500", "Fibre 900"};
constexpr std::array<std::string_view, 12> kMonthLabels = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 12> kWishes = {
    "My bill is higher than last month and I would like to know why.",
    "I cannot sign in since this morning, it says that my password is wrong.",
    "The internet keeps dropping in the evening, several times an hour.",
    "I moved house and need my address changed.",
    "I was charged twice, I want the second payment back.",
    "I would like to know when the engineer is coming.",
    "My parcel says delivered, but there is nothing here.",
    "I want a cheaper plan, I hardly use what I have.",
    "It is just not working, nothing is working.",
    "I need to change the appointment for next week.",
    "I have been sent from one department to the next, I am really annoyed.",
    "I would like a copy of my last three bills, please."};

// Most live where the office is, some elsewhere. Those whom nobody asked have no zone.
constexpr std::array<std::string_view, 12> kZones = {"Europe/London",
                                                     "Europe/London",
                                                     "Europe/London",
                                                     "Europe/London",
                                                     "Europe/London",
                                                     "Europe/Dublin",
                                                     "",
                                                     "Europe/Berlin",
                                                     "Europe/Madrid",
                                                     "America/New_York",
                                                     "Atlantic/Azores",
                                                     "Australia/Sydney"};

// A good mixing of 64 bits (Steele, Lea and Flood 2014); equal on every machine.
std::uint64_t mix(std::uint64_t n) {
  n += 0x9E3779B97F4A7C15u;
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
  return n ^ (n >> 31);
}

// The `what`th draw of customer n, below `below`.
std::uint32_t draw(std::uint32_t n, std::uint32_t what, std::uint32_t below) {
  return static_cast<std::uint32_t>(mix((std::uint64_t{n} << 32) | what) % below);
}

std::uint32_t of_text(std::string_view text) {
  std::uint32_t hash = 2'166'136'261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619u;
  return hash | 0x8000'0000u;
}

enum Draw : std::uint32_t {
  kFirstName,
  kLastName,
  kHouse,
  kStreet,
  kTown,
  kPlan,
  kMoney,
  kSince,
  kBirth,
  kCode,
  kShape,
  kZone
};

// Whose surname, number and home the customer shares: in every twenty, the sixth lives with the
// fifth; everybody else stands alone.
std::uint32_t head_of_household(std::uint32_t n) {
  return n % 20 == 5 ? n - 1 : n;
}
bool in_household(std::uint32_t n) {
  return n % 20 == 4 || n % 20 == 5;
}

// In every fifty, three unrelated customers call from one number, as from an office.
std::uint32_t owner_of_number(std::uint32_t n) {
  const std::uint32_t place = n % 50;
  return place >= 31 && place <= 32 ? n - (place - 30) : head_of_household(n);
}
bool has_number(std::uint32_t n) {
  return n % 25 != 8;
}

std::string phone_of(std::uint32_t n) {
  return fmt::format("+447700900{:03}", owner_of_number(n) % 1'000);
}

std::string postcode_of(std::uint32_t n) {
  const std::uint32_t home = head_of_household(n);
  const auto letter = [&](std::uint32_t what) {
    return "ABDEFGHJLNPQRSTUWXYZ"[draw(home, kCode + what, 20)];
  };
  return fmt::format("{}{}{} {}{}{}", letter(100), letter(101), 1 + draw(home, kTown, 28),
                     1 + draw(home, kHouse, 9), letter(102), letter(103));
}

std::string name_of(std::uint32_t n) {
  return fmt::format("{} {}", kFirst[draw(n, kFirstName, kFirst.size())],
                     kLast[draw(head_of_household(n), kLastName, kLast.size())]);
}

std::string account_of(std::uint32_t n) {
  return fmt::format("NW-{:06}", 100'000 + n * 89 % 899'981);
}

std::string day_of(std::uint32_t n, std::uint32_t what, std::uint32_t first, std::uint32_t years) {
  return fmt::format("{} {} {}", 1 + draw(n, what, 28), kMonthLabels[draw(n, what + 1, 12)],
                     first + draw(n, what + 2, years));
}

std::string email_of(std::uint32_t n) {
  return fmt::format("customer{}@mail.example", 100 + n);
}

std::string card_value(const CardRow& row, std::uint32_t n) {
  const std::uint32_t home = head_of_household(n);
  if (row.id == "name") return name_of(n);
  if (row.id == "account") return account_of(n);
  if (row.id == "phone") return has_number(n) ? phone_of(n) : "";
  if (row.id == "email") return email_of(n);
  if (row.id == "address") {
    return fmt::format("{} {}, {} {}", 1 + draw(home, kHouse, 140),
                       kStreets[draw(home, kStreet, kStreets.size())],
                       kTowns[draw(home, kTown, kTowns.size())], postcode_of(n));
  }
  if (row.id == "postcode") return postcode_of(n);
  if (row.id == "plan" || row.id == "product")
    return std::string(kPlans[draw(n, kPlan, kPlans.size())]);
  if (row.id == "balance")
    return fmt::format("£{}.{:02}", draw(n, kMoney, 240), draw(n, kMoney + 50, 100));
  if (row.id == "customer_since") return day_of(n, kSince + 200, 2009, 16);
  if (row.id == "birth_date") return day_of(n, kBirth + 300, 1942, 62);
  return fmt::format("{} {}", row.label, 1'000 + draw(n, of_text(row.id), 9'000));
}

std::string answer_text(const AnswerItem& item, std::uint32_t n) {
  switch (item.normalise) {
    case Normalise::kDate: return day_of(n, kBirth + 300, 1942, 62);
    case Normalise::kPostcode: return postcode_of(n);
    case Normalise::kDigits: {
      std::string digits;
      for (std::uint32_t place = 0; place < item.length_min; ++place) {
        digits += static_cast<char>('0' + draw(n, of_text(item.id) + place, 10));
      }
      return digits;
    }
    case Normalise::kText: {
      std::string word(kStreets[draw(n, of_text(item.id), kStreets.size())]);
      while (word.size() < item.length_min) word += " Road";
      return word.substr(0, item.length_max);
    }
  }
  return {};
}

}  // namespace

CustomerDetails demo_customer(std::uint32_t n, const std::vector<CardRow>& card,
                              const std::vector<AnswerItem>& items) {
  CustomerDetails details;
  details.account = account_of(n);
  details.name = name_of(n);
  if (has_number(n)) details.phones.push_back(phone_of(n));
  if (in_household(n)) details.household = fmt::format("home-{}", head_of_household(n));
  details.time_zone = kZones[draw(head_of_household(n), kZone, kZones.size())];
  for (const CardRow& row : card) {
    if (std::string value = card_value(row, n); !value.empty()) {
      details.card.emplace_back(row.id, std::move(value));
    }
  }
  for (const AnswerItem& item : items) {
    details.answers.emplace_back(item.id, answer_text(item, n));
  }
  return details;
}

std::string demo_wish(std::uint32_t n) {
  return std::string(kWishes[n % kWishes.size()]);
}

std::vector<DemoPerson> demo_people() {
  return {{"ana", "Ana Ferreira", {"agent"}, "billing", {"technical"}},
          {"ben", "Ben Achterberg", {"agent"}, "moves", {"billing", "shipping"}},
          {"cleo", "Cleo Winther", {"agent"}, "technical", {"specialists"}},
          {"lena", "Lena Obermann", {"lead"}, "leads", {}},
          {"mira", "Mira Solheim", {"agent", "lead"}, "leads", {"specialists"}},
          {"toby", "Toby Marlowe", {"trainer"}, "Academy", {}},
          {"nia", "Nia Pryce", {"trainee"}, "Academy", {}},
          {"aldo", "Aldo Benedetti", {"author"}, "Operations", {}},
          {"quinn", "Quinn Sato", {"quality"}, "Operations", {}},
          {"iris", "Iris Halloran", {"auditor"}, "Audit", {}},
          {"admin", "Sam Adeyemi", {"admin"}, "Operations", {}}};
}

}  // namespace callmap
