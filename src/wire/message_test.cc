#include "wire/message.h"

#include <gtest/gtest.h>

#include "wire/response_writer.h"

namespace callmap {
namespace {

TEST(RequestHeaders, FindsFieldsWhateverTheirCase) {
  RequestHeaders headers;
  headers.add("Accept", "a");
  headers.add("X-Two", "1");
  headers.add("x-two", "2");
  EXPECT_EQ(headers.find("ACCEPT"), "a");
  EXPECT_EQ(headers.find("accep"), std::nullopt);
  EXPECT_EQ(headers.all("X-TWO"), (std::vector<std::string_view>{"1", "2"}));
  const RequestHeaders moved = std::move(headers);
  EXPECT_EQ(moved.find("x-two"), "1");
}

TEST(RequestHeaders, ReadsCookies) {
  RequestHeaders headers;
  headers.add("Cookie", "a=1; session=x=y ;b=\"q\"");
  headers.add("cookie", "late=2;;broken; a=3");
  EXPECT_EQ(headers.cookie("a"), "1");
  EXPECT_EQ(headers.cookie("session"), "x=y");
  EXPECT_EQ(headers.cookie("b"), "q");
  EXPECT_EQ(headers.cookie("late"), "2");
  EXPECT_EQ(headers.cookie("broken"), std::nullopt);
  EXPECT_EQ(headers.cookie("A"), std::nullopt);
  EXPECT_EQ(headers.cookie("sess"), std::nullopt);
}

TEST(ParseTarget, DecodesPathAndQuery) {
  const auto target = parse_target("/a%20b/c+d?q=x+y&q=%26%3D&empty=&bare&&t=a%0Ab#gone");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/c+d");
  const std::vector<std::pair<std::string, std::string>> query = {
      {"q", "x y"}, {"q", "&="}, {"empty", ""}, {"bare", ""}, {"t", "a\nb"}};
  EXPECT_EQ(target->query, query);
}

TEST(ParseTarget, ReadsTheFormsOfRfc9112) {
  EXPECT_EQ(parse_target("http://host:80/p?q=1")->path, "/p");
  EXPECT_EQ(parse_target("HTTPS://host")->path, "/");
  EXPECT_EQ(parse_target("http://host?q=1"),
            std::unexpected(
                Error{ErrorKind::kInvalid, "the request target does not begin with a slash"}));
  EXPECT_EQ(parse_target("*")->path, "*");
  EXPECT_EQ(parse_target("/...")->path, "/...");
  EXPECT_EQ(parse_target("//x")->path, "//x");
}

TEST(ParseTarget, RefusesWhatRoutesAndProxiesCouldReadDifferently) {
  for (std::string_view text :
       {"", "a", "host:443", "/a/..", "/..", "/./a", "/%2e/a", "/a%2fb", "/a%5Cb", "/%00", "/%7f",
        "/%0a", "/%", "/%4", "/%g0", "/a\x01", "/?%", "/?a=%00", "/?a=\x7f"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(ProblemResponse, IsWhatRfc9457Asks) {
  const Response response = problem_response(404, "there is no `x`");
  EXPECT_EQ(response.headers, (ResponseHeaders{{"Content-Type", "application/problem+json"}}));
  EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Not Found","status":404,)"
                           R"("detail":"there is no `x`"})");
  EXPECT_EQ(problem_response(418, "").body,
            R"({"type":"about:blank","title":"Status","status":418})");
}

TEST(ReasonPhrase, HasAnEntryForWhatWeSend) {
  for (int status : {200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401,
                     403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 417,
                     422, 423, 428, 429, 431, 500, 501, 502, 503, 504, 505, 507}) {
    EXPECT_NE(reason_phrase(status), "Status") << status;
  }
}

TEST(HttpDate, IsInTheFormOfRfc9110) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace callmap
