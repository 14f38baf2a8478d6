"""The sample's companies and trials: all invented. Days count from the day on which the demo is made."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from airspace.condition import Source, Terms
from airspace.constraint import HoursOfDay, WindLimit
from airspace.declared import NOTHING_DECLARED, Declared, Grade
from airspace.schedule import PlanDay, StatedDays
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from airspace.workflow import Step
from api.schemas.operation import OperationData
from api.schemas.proposal import ProposalContent
from geo.height import Datum, Height
from geo.route import Route, Waypoint

SORA = "空の便（架空）"
UMI = "うみかぜ点検（架空）"


@dataclass(frozen=True, slots=True)
class SampleTrial:
    """A made-up trial: whose, what, where, when, and how far it got.

    `course` is longitude, latitude and metres above ground. `days` are counted from the demo's day. `steps` are taken
    in order after the draft is written.
    """

    company: str
    title: str
    place: str
    purpose: str
    summary: str
    aircraft: str
    flights_per_day: int
    noise: str
    camera: str
    course: tuple[tuple[float, float, float], ...]
    days: tuple[int, int]
    hours: tuple[int, int]
    steps: tuple[Step, ...]
    half_width_m: float = 50.0
    speed_mps: float = 12.0
    entry_control: EntryControl | None = EntryControl.CONTROLLED_AREA
    bvlos: bool = True
    vehicle: Vehicle = Vehicle.UAS
    fall_distance_m: float | None = None
    declared: Declared = NOTHING_DECLARED
    conditions: tuple[Terms, ...] = ()
    reason: str = ""

    def content(self, today: date) -> ProposalContent:
        """Return the proposal as its operator would have written it."""
        points = tuple(
            Waypoint(lon, lat, Height(height_m, Datum.AGL, "sample"), origin="sample")
            for lon, lat, height_m in self.course
        )
        operation = Operation(
            path=Route(points, self.place),
            windows=self._windows(today),
            half_width_m=self.half_width_m,
            vehicle=self.vehicle,
            speed_mps=self.speed_mps,
            entry_control=self.entry_control,
            bvlos=self.bvlos,
            fall_distance_m=self.fall_distance_m,
            declared=self.declared,
        )
        return ProposalContent(
            title=self.title,
            purpose=self.purpose,
            summary=self.summary,
            aircraft=self.aircraft,
            flights_per_day=self.flights_per_day,
            noise=self.noise,
            camera=self.camera,
            fall_response="すぐに飛行を止め、係員がかけつけて片づけます。けがや物の損害は保険で対応します。",
            operations=[OperationData.of(operation)],
        )

    def stated_days(self, today: date) -> StatedDays:
        """Return all days of the proposal as flight days."""
        first, last = self.days
        return StatedDays(tuple(PlanDay(today + timedelta(days=number)) for number in range(first, last + 1)))

    def _windows(self, today: date) -> tuple[Window, ...]:
        first, last = self.days
        start, end = (time(hour) for hour in self.hours)
        days = [today + timedelta(days=number) for number in range(first, last + 1)]
        return tuple(Window(datetime.combine(d, start, JST), datetime.combine(d, end, JST)) for d in days)


CARRIER = Declared(
    keeps_30_m=True,
    over_event=False,
    dangerous_goods=False,
    drops_objects=False,
    tether_m=0.0,
    takeoff_mass_kg=9.8,
    automatic=True,
    aircraft_certificate=Grade.SECOND,
    pilot_certificate=Grade.SECOND,
    bvlos_limit_lifted=True,
    night_limit_lifted=False,
    flight_manual=True,
    insured=True,
    forward_camera=True,
    risk_assessed=False,
)
"""What the invented carrier states of its flights."""

INSPECTOR = replace(
    CARRIER,
    takeoff_mass_kg=1.4,
    automatic=False,
    aircraft_certificate=Grade.NONE,
    bvlos_limit_lifted=False,
    forward_camera=False,
)
"""What the invented inspection company states of its flights."""

PUBLISHED = (Step.SUBMIT, Step.ACCEPT, Step.START_REVIEW, Step.CONFIRM_ROUTE, Step.PUBLISH)
CONSULTED_AND_PUBLISHED = (*PUBLISHED[:-2], Step.ASK_CONSULTATION, Step.END_CONSULTATION, *PUBLISHED[-2:])

SAMPLES = (
    SampleTrial(
        company=SORA,
        title="鳥羽見島への荷物配送（架空の見本）",
        place="岬町の港から鳥羽見島まで",
        purpose="船の便が少ない島へ、薬と日用品を空から届けられるかを確かめます。",
        summary="岬町の港から島まで、小さな荷物をドローンで運びます。ほとんど海の上を飛びます。",
        aircraft="6枚羽根のドローン（架空の型式 SB-6）、最大離陸重量 9.8 kg、大きさ 1.2 m",
        flights_per_day=6,
        noise="30 m はなれて 62 dB（事業者が測定。ふつうの会話くらい）",
        camera="着陸場所を確かめるため下向きに撮ります。録画は飛行後に消します。",
        course=((136.846, 34.49, 0), (136.85, 34.5, 60), (136.86, 34.507, 60), (136.869, 34.514, 0)),
        days=(7, 9),
        hours=(10, 15),
        steps=(*CONSULTED_AND_PUBLISHED, Step.SCHEDULE),
        conditions=(
            Terms(
                text="飛行の前の日の17時までに、岬町の防災行政無線で時間を知らせること。",
                reason="港で働く人が、荷の上げ下ろしを飛行とずらせるようにするため。",
                source=Source.CONSULTATION,
            ),
            Terms(
                text="風速が毎秒8メートルを超えるときは飛ばないこと。",
                reason="この機体の風の限度が毎秒10メートルで、海の上では急に強まるため。",
                constraint=WindLimit("毎秒8メートルまで"),
            ),
            Terms(
                text="飛行は9時から16時までとすること。",
                reason="朝と夕方は漁船の出入りが多いため。",
                constraint=HoursOfDay(time(9), time(16)),
            ),
        ),
        fall_distance_m=55.0,
        declared=CARRIER,
    ),
    SampleTrial(
        company=UMI,
        title="空見海岸の護岸点検（架空の見本）",
        place="空見市の海岸ぞい",
        purpose="海岸の護岸を空から撮り、ひび割れを早く見つけます。",
        summary="空見市の海岸にそって、護岸の写真を撮ります。家の上は飛びません。",
        aircraft="4枚羽根のドローン（架空の型式 UK-4）、1.4 kg、大きさ 0.4 m",
        flights_per_day=4,
        noise="20 m はなれて 58 dB（事業者が測定）",
        camera="護岸だけを撮ります。人や車が写った部分はぼかします。",
        course=(
            (136.544, 34.77, 0),
            (136.548, 34.771, 40),
            (136.555, 34.778, 40),
            (136.561, 34.788, 40),
            (136.569, 34.797, 40),
            (136.579, 34.805, 40),
            (136.585, 34.815, 40),
            (136.583, 34.817, 0),
        ),
        days=(3, 4),
        hours=(9, 12),
        steps=(*PUBLISHED, Step.SCHEDULE),
        half_width_m=30.0,
        speed_mps=6.0,
        bvlos=False,
        entry_control=EntryControl.ASSISTANTS,
        conditions=(
            Terms(
                text="海水浴や釣りの人がいるときは、離れるまで待つこと。",
                reason="第三者の上を飛ばない計画であるため。",
            ),
        ),
        declared=INSPECTOR,
    ),
    SampleTrial(
        company=SORA,
        title="空飛ぶクルマの湾内デモ飛行（架空の見本）",
        place="潮風市の海岸とその沖",
        purpose="空飛ぶクルマの飛びかたと音を、県民に見て聞いてもらいます。",
        summary="人を乗せずに、潮風市の沖の海の上を1周します。岸から見学できます。",
        aircraft="空飛ぶクルマ（架空の型式 EV-2）、1,400 kg、はば 11 m",
        flights_per_day=2,
        noise="150 m はなれて 65 dB（メーカーの公表値。見学会で測りなおします）",
        camera="機体の向きを確かめるカメラだけで、録画しません。",
        course=(
            (136.61, 34.602, 0),
            (136.634, 34.626, 120),
            (136.666, 34.618, 120),
            (136.662, 34.604, 120),
            (136.636, 34.612, 120),
            (136.61, 34.602, 0),
        ),
        days=(20, 20),
        hours=(13, 15),
        steps=PUBLISHED,
        half_width_m=100.0,
        speed_mps=25.0,
        vehicle=Vehicle.EVTOL,
        conditions=(
            Terms(
                text="見学場所と海の上の立入りを止める範囲を、1週間前までに県に知らせること。",
                reason="県が見学者と漁業者に前もって案内するため。",
            ),
        ),
        declared=Declared(insured=True, uncrewed=True, visual_flight_rules=True, d_value_m=11.5),
    ),
    SampleTrial(
        company=SORA,
        title="空見市街を横切る血液製剤の輸送（架空の見本）",
        place="空見市の西の病院から東の病院まで",
        purpose="病院の間で血液製剤を急いで運べるかを確かめます。",
        summary="空見市の病院から病院へ、町の上を飛んで運びます。",
        aircraft="6枚羽根のドローン（架空の型式 SB-6）、9.8 kg、大きさ 1.2 m",
        flights_per_day=3,
        noise="30 m はなれて 62 dB（事業者が測定）",
        camera="撮りません。",
        course=((136.462, 34.73, 0), (136.485, 34.728, 90), (136.502, 34.731, 90), (136.512, 34.737, 0)),
        days=(40, 44),
        hours=(9, 15),
        steps=(Step.SUBMIT,),
        entry_control=EntryControl.NONE,
        declared=replace(
            CARRIER,
            keeps_30_m=False,
            aircraft_certificate=Grade.FIRST,
            pilot_certificate=Grade.FIRST,
            risk_assessed=True,
        ),
    ),
    SampleTrial(
        company=UMI,
        title="空見ヘリポート近くの送電線点検（架空の見本）",
        place="空見市と潮風市のさかいの海べ",
        purpose="海べの送電線を空から点検します。",
        summary="空見市と潮風市のさかいの送電線にそって飛びます。",
        aircraft="4枚羽根のドローン（架空の型式 UK-4）、1.4 kg、大きさ 0.4 m",
        flights_per_day=5,
        noise="20 m はなれて 58 dB（事業者が測定）",
        camera="送電線を撮ります。",
        course=((136.518, 34.664, 0), (136.533, 34.663, 70), (136.548, 34.66, 70), (136.551, 34.648, 0)),
        days=(30, 31),
        hours=(9, 16),
        steps=(Step.SUBMIT, Step.REQUEST_CORRECTION),
        reason=(
            "空見ヘリポートの区域（対地30mから標高300mまで）を通ります。管理事務所と相談した結果を目的の欄に書き、"
            "高さを30m未満にするか、経路を西に離してください。"
        ),
        declared=replace(INSPECTOR, keeps_30_m=False),
    ),
    SampleTrial(
        company=UMI,
        title="みどりの丘公園の植生調査（架空の見本・下書き）",
        place="空見市 みどりの丘公園",
        purpose="公園の木の元気さを空から調べます。",
        summary="",
        aircraft="4枚羽根のドローン（架空の型式 UK-4）、1.4 kg",
        flights_per_day=2,
        noise="",
        camera="",
        course=((136.467, 34.758, 0), (136.475, 34.764, 50), (136.47, 34.766, 0)),
        days=(60, 60),
        hours=(9, 12),
        steps=(),
        entry_control=None,
    ),
    SampleTrial(
        company=SORA,
        title="潮風川の河口での救命具の投下訓練（架空の見本・終了）",
        place="潮風市 潮風川の河口",
        purpose="おぼれた人へ浮き輪を届ける訓練です。",
        summary="河口の上で、浮き輪を水の上に落とす訓練をしました。",
        aircraft="6枚羽根のドローン（架空の型式 SB-6）、9.8 kg、大きさ 1.2 m",
        flights_per_day=3,
        noise="30 m はなれて 62 dB（事業者が測定）",
        camera="訓練のようすを撮りました。人の顔はぼかします。",
        course=((136.587, 34.605, 0), (136.592, 34.61, 30), (136.599, 34.611, 30), (136.595, 34.606, 0)),
        days=(-21, -20),
        hours=(13, 16),
        steps=PUBLISHED,
        conditions=(Terms(text="訓練の区画に船を入れないこと。", reason="浮き輪が人に当たらないようにするため。"),),
        declared=replace(CARRIER, drops_objects=True),
    ),
)
