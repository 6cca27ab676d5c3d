// SPDX-License-Identifier: Apache-2.0
#include "importing/table.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

/// The result for a table: its layout and its rows, or the error.
std::string read(std::string_view text, const TableOptions& options = {}) {
  const auto form = recognise_table("t.csv", text, options);
  if (!form) return form.error().message;
  TableReader reader("t.csv", *form, options);
  if (const auto taken = reader.take(text); !taken) return taken.error().message;
  const auto table = std::move(reader).finish();
  if (!table) return table.error().message;
  std::string all = form->what + ":";
  for (const auto& [name, series] : table->named) {
    all += " [" + name + "]";
    for (const auto& sample : series.light)
      all += " " + to_iso(sample.at).substr(11, 8) + "=" +
             std::to_string(sample.value.value()).substr(0, 5);
    for (const auto& sample : series.states)
      all += " " + to_iso(sample.at).substr(11, 8) + "=" + std::string(to_string(sample.value));
  }
  for (std::size_t i = 0; i < left_out_count; ++i) {
    if (table->left_out[i].rows > 0)
      all += "; " + std::to_string(table->left_out[i].rows) + " " +
             std::string(to_string(static_cast<LeftOut>(i)));
  }
  return all;
}

TableOptions in_zone(const std::string& zone) { return {.zone = *TimeZone::find(zone)}; }

TEST(Table, ReadsHomeAssistantsHistory) {
  EXPECT_EQ(read("entity_id,state,last_changed\n"
                 "sensor.desk_lux,37.5,2026-11-29T23:00:00.000Z\n"
                 "sensor.desk_lux,unavailable,2026-11-29T23:01:00.000Z\n"
                 "light.desk,on,2026-11-30T17:02:11.123Z\n"
                 "light.desk,unavailable,2026-11-30T18:02:11.123Z\n"
                 "light.desk,off,2026-11-30T19:02:11.123Z\n"),
            "Home Assistant's history: [light.desk] 17:02:11=on 18:02:11=unknown 19:02:11=off "
            "[sensor.desk_lux] 23:00:00=37.50; 1 the value is unknown or unavailable");
  TableOptions off;
  off.unavailable = LampState::off;
  EXPECT_EQ(
      read("entity_id,state,last_changed\nlight.a,unavailable,2026-11-30T18:00:00.000Z\n", off),
      "Home Assistant's history: [light.a] 18:00:00=off");
}

TEST(Table, ReadsWhereAPersonWas) {
  EXPECT_EQ(read("entity_id,state,last_changed\n"
                 "person.anna,home,2026-11-29T07:00:00.000Z\n"
                 "person.anna,Work,2026-11-29T08:00:00.000Z\n"
                 "person.anna,unknown,2026-11-29T17:00:00.000Z\n"
                 "light.desk,on,2026-11-29T17:02:11.123Z\n"),
            "Home Assistant's history: [light.desk] 17:02:11=on [person.anna] 07:00:00=on "
            "08:00:00=off 17:00:00=unknown");
}

/// Two fields in one column are two series, even if the query omitted the annotations.
TEST(Table, ReadsInfluxDbsCsvWithoutAnnotations) {
  EXPECT_EQ(read("result,table,_start,_stop,_time,_value,_field,_measurement\n"
                 ",0,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,2026-11-30T17:00:00Z,12.5,light,m\n"
                 ",1,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,2026-11-30T17:00:00Z,21,warmth,m\n"),
            "InfluxDB's annotated CSV: [light/m] 17:00:00=12.50 [warmth/m] 17:00:00=21.00");
  EXPECT_EQ(read("#datatype,string,long\n#group,true,true\n#default,,\n\nerror,reference\n"
                 "\"failed to execute query\",897\n"),
            "t.csv: InfluxDB answered with an error instead of rows; run the query again");
}

TEST(Table, ReadsInfluxDbsAnnotatedCsvBlockByBlock) {
  EXPECT_EQ(
      read("#group,false,false,true,false,true\r\n#datatype,string,long,string,dateTime:RFC3339,"
           "double\r\n#default,_result,,,,\r\n,result,table,entity_id,_time,_value\r\n"
           ",,0,desk,2026-11-30T17:00:00Z,12.5\r\n\r\n#datatype,string,long,dateTime:RFC3339,"
           "double,string\r\n,result,table,_time,_value,entity_id\r\n"
           ",,1,2026-11-30T17:01:00Z,13,desk\r\n"),
      "InfluxDB's annotated CSV: [desk] 17:00:00=12.50 17:01:00=13.00");
}

TEST(Table, ReadsGrafanaThingSpeakInfluxOneAndOurs) {
  EXPECT_EQ(
      read("sep=;\n\"Time\";\"Desk\"\n2026-11-30 17:00:00;37.5 lx\n2026-11-30 17:01:00;1.2 klx\n"
           "2026-11-30 17:02:00;21 %\n",
           in_zone("UTC")),
      "Grafana's export: [] 17:00:00=37.50 17:01:00=1200.; 1 the unit is not one of light");
  EXPECT_EQ(read("created_at,entry_id,field1,latitude,longitude,elevation,status\n"
                 "2026-11-30 17:00:00 UTC,1,37.5,,,,\n2026-11-30 17:01:00 UTC,2,38,,,,\n"),
            "ThingSpeak's feeds: [] 17:00:00=37.50 17:01:00=38.00");
  EXPECT_EQ(read("name,time,value\nlux,1764493331000000000,4\nlux,1764493391000000000,5\n"),
            "InfluxDB's CSV: [lux] 09:02:11=4.000 09:03:11=5.000");
  EXPECT_EQ(read("timestamp,datetime,sensor_id,value\n1764493331,2025-11-30T09:02:11Z,desk,1\n"),
            "Lamplighter's readings: [desk] 09:02:11=1.000");
  EXPECT_EQ(read("timestamp,datetime,room,state\n1764493331,2025-11-30T09:02:11Z,desk,on\n"),
            "Lamplighter's on/off changes: [desk] 09:02:11=on");
}

TEST(Table, ReadsAnyTable) {
  // Semicolons, decimal commas, a byte-order mark, CRLF, local time.
  EXPECT_EQ(read("\xEF\xBB\xBFZeit;Lux\r\n30.11.2026 18:00:00;37,5\r\n30.11.2026 18:01:00;38\r\n",
                 in_zone("Europe/Berlin")),
            "a table: [] 17:00:00=37.50 17:01:00=38.00");
  // Spaces, no header, date and time in separate columns, no line end at the end.
  EXPECT_EQ(read("2026-11-30 17:00:00  37.5\n2026-11-30 17:01:00  38", in_zone("UTC")),
            "a table: [] 17:00:00=37.50 17:01:00=38.00");
  // Tabs, milliseconds, quotes.
  EXPECT_EQ(read("1764493331000\t\"37.5\"\n1764493391000\t\"38\"\n"),
            "a table: [] 09:02:11=37.50 09:03:11=38.00");
  // Several columns: the one with a name related to light, or the given one.
  const std::string_view three =
      "time,temperature,illuminance "
      "(klx)\n2026-11-30T17:00:00Z,21,0.5\n2026-11-30T17:01:00Z,22,0.6\n";
  EXPECT_EQ(read(three), "a table: [] 17:00:00=500.0 17:01:00=600.0");
  EXPECT_EQ(read(three, {.value_column = "2"}), "a table: [] 17:00:00=21.00 17:01:00=22.00");
  EXPECT_EQ(read("t,v\n2026-11-30T17:00:00Z,on\n2026-11-30T17:01:00Z,off\n"),
            "a table: [] 17:00:00=on 17:01:00=off");
  TableOptions lamp{.kind = ForeignKind::on_off};
  EXPECT_EQ(read("2026-11-30T17:00:00Z,1\n2026-11-30T17:01:00Z,0\n", lamp),
            "a table: [] 17:00:00=on 17:01:00=off");
  EXPECT_EQ(read("2026-11-30T17:00:00Z,20001\n", {.unit = "hue"}), "a table: [] 17:00:00=100.0");
}

TEST(Table, LeavesOutWhatIsWrongAndSaysWhy) {
  EXPECT_EQ(read("time,lux\n2026-11-30T17:02:00Z,3\n2026-11-30T17:01:00Z,2\ntime,lux\n"
                 "2026-11-30T17:03:00Z\nyesterday,4\n2026-11-30T17:04:00Z,bright\n"
                 "2026-11-30T17:05:00Z,9999999\n2026-11-30T17:01:00Z,2\n2026-11-30T17:02:00Z,7\n"),
            "a table: [] 17:01:00=2.000 17:02:00=3.000; 1 the time cannot be read; 1 more or fewer "
            "columns than the table has; 1 the value is neither a number nor on or off; 1 no light "
            "has this level; 1 the header again; 1 another value for the same time");
}

/// Ambiguous tables are refused, and the message names the option.
TEST(Table, NamesTheOptionWhereTheTableIsAmbiguous) {
  const std::tuple<std::string_view, std::string_view> cases[] = {
      {"time,lux\n2026-11-30 17:00:00,3\n", "--time-zone"},
      {"05/06/2026 17:00;3\n06/06/2026 17:00;4\n", "--dates"},
      {"time,a,b\n2026-11-30T17:00:00Z,3,4\n", "--value-column"},
      {"time,a\n2026-11-30T17:00:00Z,1\n2026-11-30T17:01:00Z,0\n", "--kind"},
      {"time;a\n2026-11-30T17:00:00Z;1,234\n2026-11-30T17:01:00Z;2,345\n", "--decimal"},
      {"time,a (\xC2\xB0"
       "C)\n2026-11-30T17:00:00Z,21\n",
       "--unit"},
      {"when,a\nmonday,21\ntuesday,22\n", "--time-column"},
      {"nothing at all", "no rows"},
      {"single\n", "--separator"},
      {"time,a\n2026-11-30T17:00:00Z,text\n", "--value-column"},
      {std::string_view("SQLite format 3\0", 16), "--home-assistant-db"},
      {"{\"a\":1}", "JSON"},
      {"PK\x03\x04", "unpack"},
      {"\xFF\xFEt", "iconv"},
      {"", "table"},
  };
  for (const auto& [text, word] : cases)
    EXPECT_NE(read(text).find(word), std::string::npos) << text << " -> " << read(text);
}

TEST(Table, RefusesTwoSensorsInOneColumn) {
  std::string text = "time,lux\n";
  for (int minute = 10; minute < 60; ++minute) {
    const std::string time = "2026-11-30T17:" + std::to_string(minute) + ":00Z,";
    text += time + "5\n" + time + "90\n";
  }
  EXPECT_NE(read(text).find("two sensors seem to share a column"), std::string::npos) << read(text);
}

}  // namespace
}  // namespace lamplighter
